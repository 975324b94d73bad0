import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { CommanderError } from "commander";
import { execa } from "execa";
import { libraryName } from "../emit/tree.ts";
import { exampleConfig } from "./lab-example.ts";
import { labHosts } from "./lab-names.ts";
import { feed, handOver, type Lab, raise, upSince } from "./lab-substrate.ts";
import { binFolder } from "./project.ts";

export interface ReplayOptions {
  readonly config?: string;
  readonly lxcConfig?: string;
}

/** What is copied for a script: a folder of which all is taken or one entry, and the script seen from there. */
export interface ScriptTree {
  readonly folder: string;
  readonly entry: string;
  readonly script: string;
}

/** `ashlar lab replay`: a script of the caller's with a configuration of the caller's; its exit code is ours. */
export async function labReplay(
  lab: Lab,
  callerFolder: string,
  [script, ...args]: readonly [string, ...string[]],
  options: ReplayOptions,
): Promise<number> {
  const tree = treeOf(readable(resolve(callerFolder, script)));
  const configs = ownConfigs(callerFolder, options);
  await ensureUp(lab);
  await copyTree(lab, tree);
  await copyConfigs(lab, configs);
  return handOver(lab, [join("/", binFolder, tree.script), ...args]);
}

/** A tree as it is installed, wherever it lies; one that has a library; or a script that needs none. */
export function treeOf(script: string): ScriptTree {
  const folder = installedFolder(script) ?? libraryFolder(dirname(script));
  if (folder !== undefined) return { folder, entry: ".", script: relative(folder, script) };
  return { folder: dirname(script), entry: basename(script), script: basename(script) };
}

function installedFolder(script: string): string | undefined {
  const end = script.lastIndexOf(`/${binFolder}/`);
  return end < 0 ? undefined : script.slice(0, end + binFolder.length + 1);
}

function libraryFolder(folder: string): string | undefined {
  if (existsSync(join(folder, libraryName))) return folder;
  return folder === dirname(folder) ? undefined : libraryFolder(dirname(folder));
}

/** Configurations of the caller's, by the names that scripts read; undefined where the lab's example stands in. */
export type OwnConfigs = Readonly<
  Record<"phoenix_hypervisor_config" | "phoenix_lxc_configs", string | undefined>
>;

export function ownConfigs(callerFolder: string, { config, lxcConfig }: ReplayOptions): OwnConfigs {
  const own = (file?: string) => (file === undefined ? undefined : readable(resolve(callerFolder, file)));
  return { phoenix_hypervisor_config: own(config), phoenix_lxc_configs: own(lxcConfig) };
}

/** The real path of a file: a link to a script is replayed where the script belongs. */
function readable(path: string): string {
  if (existsSync(path) && statSync(path).isFile()) return realpathSync(path);
  throw new CommanderError(2, "ashlar.lab", `${path} is not a file`);
}

async function ensureUp(lab: Lab): Promise<void> {
  if ((await upSince(lab)) !== undefined) return;
  process.stderr.write(`${lab.name} is not up: raising it; ./ashlar lab down ends it\n`);
  await raise(lab, labHosts[0]);
}

async function copyTree(lab: Lab, { folder, entry }: ScriptTree): Promise<void> {
  const target = join("/", binFolder);
  const packed = ["--create", "--owner=0", "--group=0", "--directory", folder, "--", entry];
  const { stdout } = await execa("tar", packed, { encoding: "buffer" });
  const unpack = 'mkdir --parents "$1" && tar --extract --directory "$1"';
  await feed(lab, stdout, ["bash", "-c", unpack, "unpack", target]);
}

async function copyConfigs(lab: Lab, own: OwnConfigs): Promise<void> {
  for (const [name, path] of Object.entries(own)) {
    const content = path === undefined ? await exampleConfig(lab, name) : readFileSync(path);
    const target = join("/", dirname(binFolder), "etc", `${name}.json`);
    const write = 'mkdir --parents "${1%/*}" && cat >"$1"';
    await feed(lab, content, ["bash", "-c", write, "write", target]);
  }
}
