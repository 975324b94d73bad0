import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, expect, test } from "vitest";
import { projectRoot } from "../../src/cli/project.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A PATH with these of the machine's programs, and with others that are a line of bash. */
async function pathWith(real: readonly string[], fakes: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "ashlar-able-"));
  folders.push(folder);
  for (const name of real) {
    const { stdout } = await execa("bash", ["-c", 'type -P "$1"', "bash", name]);
    symlinkSync(stdout, join(folder, name));
  }
  for (const [name, line] of Object.entries(fakes)) {
    writeFileSync(join(folder, name), `#!/usr/bin/env bash\n${line}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

async function run(program: string, args: readonly string[], path: string) {
  const env = { PATH: path, NO_COLOR: "1" };
  return execa(join(projectRoot, program), args, { env, extendEnv: false, reject: false, stdin: "ignore" });
}

test("every program that is not there is named with its Debian package", async () => {
  const { exitCode, stdout } = await run("lab/able", [], await pathWith(["bash", "env"]));
  expect(exitCode).toBe(1);
  for (const name of ["lxc", "mmdebstrap", "dnsmasq-base", "uidmap", "strace"])
    expect(stdout).toMatch(new RegExp(`, of the Debian package ${name}$`, "m"));
});

test.each([
  ["overlay", /^overlay file systems on a tmpfs/m],
  ["control_groups", /^control groups of version 2/m],
  ["bridge", /^network bridges and veth pairs/m],
])("a kernel without %s is told from one that has all else", async (feature, line) => {
  const unshare = `[[ $* != *" ${feature}" ]]`;
  const { exitCode, stdout } = await run("lab/able", [], await asRoot(unshare));
  expect(exitCode).toBe(1);
  expect(stdout.split("\n").filter((one) => !one.includes(" Debian package "))).toEqual([
    expect.stringMatching(line),
  ]);
});

test("where namespaces are refused nothing else can be tried", async () => {
  const { stdout } = await run("lab/able", [], await asRoot("exit 1"));
  expect(stdout).toMatch(/^namespaces \(mount, network, .* the kernel refuses them$/m);
  expect(stdout).not.toMatch(/^(overlay|control groups|network)/m);
});

/** A PATH whose `unshare` answers so. */
function asRoot(unshare: string) {
  return pathWith(["bash", "env"], { unshare, ip: "true" });
}

test("asked for and impossible is one message that names all of it", async () => {
  const path = await pathWith(["bash", "env", "readlink", "node", "npm"]);
  const { exitCode, stdout, stderr } = await run("ashlar", ["lab", "up"], path);
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  const [title, ...rest] = stderr.split("\n");
  expect(title).toBe("ashlar lab needs what this machine does not have:");
  expect(rest.at(-1)).toMatch(/^As root: apt-get update && apt-get install .*\blxc\b/);
  expect(rest.slice(0, -1).filter((line) => line.startsWith("  lxc-start, "))).toHaveLength(1);
});
