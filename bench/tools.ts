import { existsSync } from "node:fs";
import { execaSync } from "execa";

/** Debian packages that only the benchmarks need, and how to see that they are there: a world shows the machine's /usr. */
const tools = {
  "ansible-core": "/usr/bin/ansible-playbook",
  "python3-apt": "/usr/lib/python3/dist-packages/apt",
  strace: "/usr/bin/strace",
} as const;

function missingTools(): string[] {
  return Object.entries(tools).flatMap(([name, path]) => (existsSync(path) ? [] : [name]));
}

/** Installs what is missing where that is allowed; else says what cannot be measured without it. */
export function installTools(): void {
  if (missingTools().length > 0 && process.getuid?.() === 0) {
    const install = ["--quiet=2", "--yes", "--no-install-recommends", "install", ...missingTools()];
    execaSync("apt-get", install, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      reject: false,
      stdout: 2,
      stderr: 2,
    });
  }
  const missing = missingTools();
  if (missing.length > 0) {
    process.stderr.write(
      `not measured where they are needed; as root: apt-get install ${missing.join(" ")}\n`,
    );
  }
}

/** The command that runs a playbook with the peers' settings; undefined where Ansible is missing. */
export function ansible(playbook: string): string | undefined {
  if (!existsSync(tools["ansible-core"]) || !existsSync(tools["python3-apt"])) return undefined;
  // Without a UTF-8 locale Ansible refuses to start.
  return `env --chdir=/mnt/peers/ansible LC_ALL=C.UTF-8 ansible-playbook ${playbook}`;
}
