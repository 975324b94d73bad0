import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Node, Project } from "ts-morph";
import { describe, expect, test } from "vitest";

const read = (path: string) => readFileSync(path, "utf8");
const filesIn = (folder: string, ending: RegExp) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((name) => ending.test(name))
    .sort();

const sources = [...filesIn("src", /\.ts$/), ...filesIn("dsl", /\.ts$/)];
const shell = [...filesIn("src", /\.sh$/), ...filesIn("templates", /\.sh$/)];
const kinds = readdirSync("src/resources", { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** Folder of a file, as the table below names it; each kind is a folder of its own. */
function roomOf(path: string): string {
  const [top = "", second = "", third = ""] = path.split("/");
  if (top !== "src" || path === "src/index.ts") return path === "src/index.ts" ? path : top;
  return second === "resources" && third !== "index.ts" ? `src/resources/${third}` : `src/${second}`;
}

/** Who may import whom; everybody may import from the own folder. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  dsl: ["src/index.ts"],
  "src/index.ts": ["src/model", "src/resources"],
  "src/model": [],
  "src/shell": [],
  "src/resources": kinds.map((kind) => `src/resources/${kind}`),
  "src/source": ["src/model"],
  "src/plan": ["src/model"],
  "src/emit": ["src/model", "src/plan", "src/shell"],
  "src/cli": [
    "src/index.ts",
    "src/model",
    "src/plan",
    "src/shell",
    "src/source",
    "src/emit",
    "src/resources",
  ],
  ...Object.fromEntries(kinds.map((kind) => [`src/resources/${kind}`, ["src/model", "src/shell"]])),
};

/** Packages that only one folder may know. */
const owners: Readonly<Record<string, string>> = {
  "ts-morph": "src/source",
  handlebars: "src/emit",
  "mvdan-sh": "src/shell",
  "sh-syntax": "src/shell",
  zod: "src/model",
  execa: "src/cli",
  commander: "src/cli",
  picocolors: "src/cli",
  diff: "src/cli",
};

const importing = /^(?:(?:import|export|\}).*?\bfrom|import) "([^"]+)"|\bimport\("([^"]+)"\)/gm;
const imports = sources.flatMap((path) =>
  [...read(path).matchAll(importing)].map(([, name, late]) => ({ path, name: name ?? late ?? "" })),
);

describe("arrows", () => {
  test("no folder imports what it may not", () => {
    const local = imports.filter(({ name }) => name.startsWith("."));
    const wrong = local.filter(({ path, name }) => {
      const [from, to] = [roomOf(path), roomOf(join(dirname(path), name))];
      return from !== to && !mayImport[from]?.includes(to);
    });
    expect(local.length).toBeGreaterThan(100);
    expect(wrong).toEqual([]);
  });

  test("each package has one folder that knows it", () => {
    const foreign = imports.filter(({ name }) => !/^(\.|node:)/.test(name));
    const wrong = foreign.filter(({ path, name }) => owners[name] !== roomOf(path));
    expect(wrong).toEqual([]);
  });

  test("every folder of src is in the table", () => {
    expect([...new Set(sources.map(roomOf))].filter((room) => !(room in mayImport))).toEqual([]);
  });
});

describe("kinds", () => {
  const rooms = ["src/model", "src/shell", "src/source", "src/plan", "src/emit", "src/cli"];
  const shared = [
    ...rooms.flatMap((room) => filesIn(room, /\.(ts|sh|mjs)$/)),
    ...filesIn("templates", /\.(sh|hbs)$/),
  ];

  test("shared code names no kind", () => {
    const camel = (kind: string) => kind.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const words = kinds.filter((kind) => kind.includes("-")).map(camel);
    const pattern = new RegExp(
      `resources/(${kinds.join("|")})\\b|\\bkind *[!=]==|\\b(${words.join("|")})\\b(?!:)`,
    );
    const code = (path: string) => read(path).replaceAll(/\/\*\*[\s\S]*?\*\/|\/\/.*$/gm, "");
    expect(words.length).toBeGreaterThan(1);
    expect(shared.filter((path) => path.endsWith(".ts") && pattern.test(code(path)))).toEqual([]);
  });

  test("the library and the frame call no function of a kind", () => {
    const own = kinds.flatMap((kind) =>
      filesIn(`src/resources/${kind}`, /\.sh$/).flatMap((path) => functionNames(read(path))),
    );
    const frame = shared
      .filter((path) => path.startsWith("templates/"))
      .map(read)
      .join("\n");
    expect(own.filter((name) => new RegExp(`\\b${name}\\b`).test(frame))).toEqual([]);
  });

  test("no two bash functions have one name", () => {
    const names = shell.flatMap((path) => functionNames(read(path)));
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });
});

function functionNames(source: string): string[] {
  return [...source.matchAll(/^([a-z_][a-z0-9_]*)\(\)/gim)].map(([, name = ""]) => name);
}

describe("sizes", () => {
  const lines = (path: string) => read(path).trimEnd().split("\n").length;
  const over = (paths: readonly string[], limit: number) =>
    paths.map((path) => [path, lines(path)] as const).filter(([, length]) => length > limit);

  test("no file has more than 300 lines", () => {
    const written = [...sources, ...shell, ...filesIn("test", /\.ts$/), ...filesIn("bats", /\.(bash|bats)$/)];
    expect(
      over(
        written.filter((path) => !path.startsWith("bats/generated/")),
        300,
      ),
    ).toEqual([]);
  });

  test("the index of the words has no more than 60 lines; that of the kinds has one a kind", () => {
    expect(over(["src/index.ts"], 60)).toEqual([]);
    expect(over(["src/resources/index.ts"], kinds.length + 1)).toEqual([]);
  });

  // The frame of a script is read as a whole: split, it would be shorter and say less.
  test("a template has no more than 80 lines", () => {
    expect(over(filesIn("templates", /\.hbs$/), 80)).toEqual([]);
  });

  test("functions are short: median 10 lines, nine of ten 30, none over 40", () => {
    const project = new Project({ skipAddingFilesFromTsConfig: true });
    const functions = filesIn("src", /\.ts$/)
      .map((path) => project.addSourceFileAtPath(path))
      .flatMap((file) => file.getDescendants().filter((node) => Node.isFunctionDeclaration(node)));
    const sizes = functions
      .map((node) => node.getEndLineNumber() - node.getStartLineNumber() + 1)
      .sort((a, b) => a - b);
    expect(sizes.length).toBeGreaterThan(100);
    expect(sizes[Math.floor(sizes.length / 2)]).toBeLessThanOrEqual(10);
    expect(sizes[Math.floor(sizes.length * 0.9)]).toBeLessThanOrEqual(30);
    expect(
      functions
        .filter((node) => node.getEndLineNumber() - node.getStartLineNumber() >= 40)
        .map((node) => node.getName()),
    ).toEqual([]);
  });

  test("bash functions are short: none over 40 lines", () => {
    const long = shell.flatMap((path) =>
      [...read(path).matchAll(/^([a-z_0-9]+)\(\)[^\n]*\{[^\n]*\n([\s\S]*?)^\}/gm)]
        .filter(([, , body = ""]) => body.split("\n").length > 40)
        .map(([, name]) => `${path}: ${name}`),
    );
    expect(long).toEqual([]);
  });
});

test("every path that ARCHITECTURE.md names exists", () => {
  const named = [...read("ARCHITECTURE.md").matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(
    ([, path = ""]) => path,
  );
  const paths = named.filter((path) => path.includes("/") || /\.(ts|md|sh|json)$/.test(path));
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((path) => !existsSync(path))).toEqual([]);
});
