import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.conf(901, "memory: 4096\n");
  host.directory("run/phoenix_hypervisor");
});
afterEach(() => host.remove());

const kinds = ["container-running"];
const running = "running_guests_are_known=yes running_guests=([901]=yes)";
const stopped = "running_guests_are_known=yes";
const quorum = (mode: string) => `file_facts[$HOST/etc/pve/local]="${mode} root:www-data 0"`;
const asks = (known: string) => host.askKnowing(known, kinds, "container_runs_as_set", "901");

test("a running container without anything that waits runs as set, and no process is asked", () => {
  host.command("pct");
  expect(asks(running)).toBe("0");
  expect(host.read("calls")).toBe("");
});

test("a stopped one does not, whatever waits", () => {
  host.conf(901, "memory: 4096\n[pve:pending]\nmemory: 8192\n");
  expect(asks(stopped)).toBe("1 container 901 running | stopped");
  expect(asks("")).toBe("2 which containers run, in /proc/net/unix | nothing");
});

test.each([
  ["a value", "[pve:pending]\nhostname: x\n"],
  ["a deletion", "[pve:pending]\ndelete: mp0\n"],
  ["one before a snapshot", "[pve:pending]\nswap: 0\n\n[ready]\nmemory: 512\n"],
])("settings that wait for a restart: %s", (_, section) => {
  host.conf(901, `memory: 4096\n\n${section}`);
  expect(asks(running)).toBe("1 container 901 started with its settings | settings that wait for a restart");
});

test.each([
  ["a snapshot", "[ready]\nmemory: 512\n"],
  ["an empty section, and a comment in it", "[pve:pending]\n# note\n\n[ready]\nmemory: 512\n"],
])("nothing waits in %s", (_, section) => {
  host.conf(901, `memory: 4096\n\n${section}`);
  expect(asks(running)).toBe("0");
});

test("one that was marked is to be started anew, and is not marked any more then", () => {
  host.command(
    "pct",
    'if [[ $1 == status ]]; then cat state; else echo "status: ${1/start/running}" >state; fi',
  );
  host.command("sleep");
  host.write("state", "status: running\n");
  const marked = `${running}; mark_stale_container 901`;
  expect(asks(marked)).toBe(
    "1 container 901 started with its configuration | started before the configuration was changed",
  );
  host.write("run/phoenix_hypervisor/stale-901", "7\n");
  host.command(
    "pct",
    `case $1 in
    status) cat state ;;
    shutdown) echo 'status: stopped' >state ;;
    start) echo 'status: running' >state ;;
  esac`,
  );
  const { status, calls, stderr } = host.run(kinds, `${quorum("0755")}; start_container_anew 901 30`);
  expect([status, calls]).toEqual([
    0,
    [
      "pct status 901",
      "pct shutdown 901 --timeout 30 --forceStop 1",
      "pct status 901",
      "pct start 901",
      "pct status 901",
    ],
  ]);
  expect(stderr).toMatch(/^warning +step: container 901 is restarted/);
  expect(asks(running)).toBe("0");
});

test("without quorum, which a start needs, a running one is not stopped", () => {
  host.command("pct", "echo 'status: running'");
  const { status, calls, stderr } = host.run(kinds, `${quorum("0555")}; start_container_anew 901 30`);
  expect([status, calls]).toEqual([4, ["pct status 901"]]);
  expect(stderr).toContain("expected: a cluster with quorum");
});

test("one that somebody has started by now is not started again", () => {
  host.command("pct", "echo 'status: running'");
  const { status, calls } = host.run(kinds, "start_container 901 30");
  expect([status, calls]).toEqual([0, ["pct status 901"]]);
});

test("without an answer of pct nothing is started", () => {
  host.command("pct");
  const { status, calls, stderr } = host.run(kinds, "start_container 901 30");
  expect([status, calls]).toEqual([1, ["pct status 901"]]);
  expect(stderr).toContain("cannot tell whether container 901 runs: pct status says nothing");
});

test("one that was locked meanwhile is left alone", () => {
  host.conf(901, "lock: backup\n");
  host.command("pct");
  const { status, calls } = host.run(kinds, "start_container 901 30");
  expect([status, calls]).toEqual([4, []]);
});
