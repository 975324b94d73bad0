import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What some lines of bash said, and what they told Proxmox. */
export interface Told {
  readonly status: number | null;
  readonly said: string;
  readonly stderr: string;
  /** Calls of pct and of other commands that were stood in for, one line each. */
  readonly calls: readonly string[];
}

const own = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".sh"))
    .map((name) => join(folder, name));

/** A directory that stands for the root of a Proxmox host, for functions of the library and of some kinds. */
export class FakeHost {
  readonly root = mkdtempSync(join(tmpdir(), "ashlar-host-"));

  constructor() {
    for (const folder of ["etc/pve/lxc", "bin", "run/output"]) this.directory(folder);
  }

  directory(path: string): string {
    mkdirSync(join(this.root, path), { recursive: true });
    return join(this.root, path);
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  link(path: string, target: string): void {
    symlinkSync(target, join(this.root, path));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), "utf8");
  }

  /** Lines of a container's configuration; their place is the host's, whatever stands before them in the source. */
  conf(ctid: number, text: string): void {
    this.write(`etc/pve/lxc/${ctid}.conf`, text);
  }

  /** A program that notes its call and then does this. */
  command(name: string, does = ""): void {
    const path = join(this.root, "bin", name);
    const noted = `printf '%s\\n' "${name} $*" >>${join(this.root, "calls")}`;
    writeFileSync(path, `#!/bin/bash\n${noted}\ncd ${this.root}\n${does}\n`);
    chmodSync(path, 0o755);
  }

  /** Runs lines of bash with the library and these kinds, as an emitted script would on this host. */
  run(kinds: readonly string[], lines: string, ...args: readonly string[]): Told {
    const files = [...own("templates/library"), ...kinds.flatMap((kind) => own(`src/resources/${kind}`))];
    const places =
      "s#/etc/pve#$HOST/etc/pve#g; s#/run/#$HOST/run/#g; s#/var/lib/#$HOST/var/lib/#g; s#/sys/fs/#$HOST/sys/fs/#g";
    const script = [
      "set -Eeuo pipefail",
      "shopt -s inherit_errexit",
      `source <(sed "${places}" ${files.join(" ")})`,
      'run_directory=$HOST/run/output step=step PATH=$HOST/bin:$PATH; step_source[step]="" step_state[step]=""',
      `trap 'on_error "$?" "\${BASH_SOURCE[0]##*/}:$LINENO" "$BASH_COMMAND"' ERR`,
      lines,
    ].join("\n");
    this.write("calls", "");
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script, "bash", ...args], {
      encoding: "utf8",
      env: { ...process.env, HOST: this.root, LC_ALL: "C.UTF-8" },
    });
    const calls = this.read("calls").split("\n").slice(0, -1);
    return { status, said: stdout, stderr: stderr.replaceAll(this.root, ""), calls };
  }

  /** Calls a guard behind lines that say what is known, and answers "0", or "1 expected | found". */
  ask(kinds: readonly string[], guard: string, ...args: readonly string[]): string {
    return this.askKnowing("", kinds, guard, ...args);
  }

  askKnowing(known: string, kinds: readonly string[], guard: string, ...args: readonly string[]): string {
    const lines = `${known}\nanswer=0; ${guard} "$@" || answer=$?; printf '%s' "$answer \${expected:-} | \${found:-}"`;
    const { status, said, stderr } = this.run(kinds, lines, ...args);
    const answer = said.replaceAll(this.root, "").replace(/^0 .*/s, "0");
    return status === 0 && answer !== "" ? answer : `${answer}: ${status} ${stderr}`;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
