import { readFileSync } from "node:fs";

/** What a host or a container said of itself after the run (`lab/effects/inventory`). */
export interface Inventory {
  /** The files of a package and of all that it depends on, as far as they are installed; `*` in the name as in effects. */
  readonly filesOf: (name: string) => readonly string[];
  /** Files that the installer of the driver has recorded. */
  readonly driver: readonly string[];
  /** `IP:PORT` of what serves these URLs; none for a file. */
  readonly serversOf: (urls: readonly string[]) => readonly string[];
  /** Links that stand for one of several programs. */
  readonly alternatives: readonly string[];
  readonly nameServers: readonly string[];
  /** Sites that apt knows. */
  readonly sources: readonly string[];
}

/** Reads what `lab/effects/inventory` printed. */
export function readInventory(file: string): Inventory {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split("\t"));
  const of = (kind: string) => lines.filter(([first]) => first === kind).map(([, ...fields]) => fields);
  const column = (kind: string) => of(kind).flatMap(([field]) => field ?? []);
  const addresses = new Map(of("address").map(([host = "", address = ""]) => [host, address]));
  return {
    filesOf: fileFinder(of("package"), of("file")),
    driver: column("driver"),
    serversOf: (urls) => urls.filter((url) => /^https?:/.test(url)).map((url) => server(url, addresses)),
    alternatives: column("alternative"),
    nameServers: column("nameserver"),
    sources: column("source"),
  };
}

/** Whether a name is meant by one with `*` in it, which stands for anything. */
export function matches(pattern: string, name: string): boolean {
  const expression = pattern.split("*").map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${expression.join(".*")}$`, "s").test(name);
}

function server(url: string, addresses: ReadonlyMap<string, string>): string {
  const { protocol, hostname, port } = new URL(url);
  const address = addresses.get(hostname) ?? hostname;
  return `${address}:${port || (protocol === "https:" ? "443" : "80")}`;
}

type Rows = readonly (readonly string[])[];

function fileFinder(packages: Rows, files: Rows): Inventory["filesOf"] {
  const needs = new Map(packages.map(([name = "", depends = ""]) => [name, namesIn(depends)]));
  const providers = packages.flatMap(([name = "", , provides = ""]) =>
    namesIn(provides).map((provided) => [provided, name] as const),
  );
  const providing = (wanted: string) =>
    providers.flatMap(([provided, name]) => (provided === wanted ? [name] : []));
  const filesIn = (wanted: ReadonlySet<string>) =>
    files.flatMap(([name = "", path = ""]) => (wanted.has(name) ? [path] : []));
  return (pattern) => {
    const found = new Set<string>();
    const waiting = [...needs.keys()].filter((name) => matches(pattern, name));
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
      if (found.has(name)) continue;
      if (needs.has(name)) found.add(name);
      waiting.push(...(needs.get(name) ?? []), ...(needs.has(name) ? [] : providing(name)));
    }
    return filesIn(found);
  };
}

/** `a, b (>= 1) | c:any`: all names, alternatives too. */
function namesIn(relations: string): string[] {
  return relations.split(/[,|]/).flatMap((part) => /^\s*([a-z0-9][a-z0-9+.-]*)/.exec(part)?.[1] ?? []);
}
