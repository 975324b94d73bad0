import { type ChildProcess, spawn } from "node:child_process";
import { afterEach, expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const monitors: ChildProcess[] = [];
afterEach(() => {
  for (const monitor of monitors.splice(0)) monitor.kill();
});

/** Listens as the monitor of a running container does. */
async function listen(name: string): Promise<void> {
  const program = `use Socket; $| = 1; socket(my $socket, PF_UNIX, SOCK_STREAM, 0);
    bind($socket, pack_sockaddr_un("\\0$ARGV[0]")) or die $!; listen($socket, 9); print "ready"; sleep 60`;
  const monitor = spawn("perl", ["-e", program, name], { stdio: ["ignore", "pipe", "inherit"] });
  monitors.push(monitor);
  await new Promise<void>((done) => monitor.stdout?.once("data", () => done()));
}

const command = (ctid: number | string) => `/var/lib/lxc/${ctid}/command`;

/** What the guard answers about a container, and what it has found. */
function asked(ctid: number | string, before = ""): string {
  const { status, stdout, stderr } = withLibrary(
    `observe_running_guests
    ${before}
    answer=0; container_is_running "$1" || answer=$?; printf '%s %s' "$answer" "$found"`,
    String(ctid),
  );
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

test("a container runs where its monitor listens", async () => {
  await listen(command(987_654));
  expect(asked(987_654)).toBe("0 ");
  expect(asked(98_765)).toBe("1 stopped");
});

test.each(["/var/lib/lxc/987654/commands", "/var/lib/lxc/987654/monitor", "/x/var/lib/lxc/987654/command"])(
  "no other socket says so: %s",
  async (name) => {
    await listen(name);
    expect(asked(987_654)).toBe("1 stopped");
  },
);

test("without the kernel's list nothing is known", () => {
  expect(asked(987_654, "running_guests_are_known=no")).toBe("2 nothing");
});

/** Marks and monitors lie elsewhere than on a host. */
const marks = `
directory=$(mktemp --directory)
trap 'rm --recursive -- "$directory"' EXIT
source templates/library/sysfs.sh
source <(sed "s#/run/phoenix_hypervisor/#$directory/run/#; s#/sys/fs/cgroup/#$directory/#" templates/library/running-guests.sh)
running_guests=([901]=yes)
monitor() { mkdir --parents "$directory/lxc.monitor/901"; echo "$1" >"$directory/lxc.monitor/901/cgroup.procs"; }
tell() { if container_is_stale "$1"; then printf 'stale '; else printf 'fresh '; fi; }
`;

test.each([
  [
    "one that was marked is stale until it has been started anew",
    "monitor 7; tell 901; mark_stale_container 901; tell 901; monitor 8; tell 901",
    "fresh stale fresh ",
  ],
  ["a stopped one is not marked", "mark_stale_container 902; tell 902", "fresh "],
  [
    "where no monitor shows, a mark counts until somebody takes it away",
    "mark_stale_container 901; tell 901; monitor 7; tell 901",
    "stale stale ",
  ],
  [
    "a mark that was cut short counts",
    "monitor 7; mark_stale_container 901; : >$directory/run/stale-901; tell 901",
    "stale ",
  ],
])("a container with old settings: %s", (_, lines, said) => {
  const { stdout, stderr } = withLibrary('bash -euo pipefail -c "$1"', `${marks}${lines}`);
  expect([stderr, stdout]).toEqual(["", said]);
});
