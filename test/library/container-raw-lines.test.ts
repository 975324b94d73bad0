import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.command("pct", 'case "$1" in config) cat etc/pve/lxc/901.conf ;; *) ;; esac');
});
afterEach(() => host.remove());

const kinds = ["lxc-settings"];

/** What became of a configuration, and how. */
function applied(conf: string, ...settings: string[]) {
  host.conf(901, conf);
  const lines =
    'running_guests_are_known=yes running_guests=([901]=yes); apply_container_settings 901 5 "$@"';
  const { status, stderr, calls } = host.run(kinds, lines, ...settings);
  return { status, stderr, calls, conf: host.read("etc/pve/lxc/901.conf") };
}

describe("raw lines", () => {
  test("that are missing come to the end of what is in force, as Proxmox would write them", () => {
    const { conf, calls } = applied(
      "memory: 512\nlxc.autodev: 1\n\n[snap]\nlxc.kmsg: 1\n",
      "lines=lxc.autodev=1\tlxc.kmsg = 1\tlxc.mount.auto=proc:rw sys:rw",
    );
    expect(conf).toBe(
      "memory: 512\nlxc.autodev: 1\nlxc.kmsg: 1\nlxc.mount.auto: proc:rw sys:rw\n\n[snap]\nlxc.kmsg: 1\n",
    );
    expect(calls).toEqual(["pct config 901"]);
  });

  test("come once, also behind a last line without end", () => {
    expect(applied("memory: 512", "lines=lxc.kmsg=1\tlxc.kmsg: 1").conf).toBe("memory: 512\nlxc.kmsg: 1\n");
  });

  test("that name capabilities with commas between them become one each", () => {
    const { conf } = applied("lxc.cap.keep: chown\n", "lines=lxc.cap.keep=chown,setuid");
    expect(conf).toBe("lxc.cap.keep: chown\nlxc.cap.keep: setuid\n");
  });

  test.each([
    ["memory=1024", false],
    ["hostname=x", true],
    ["lines=lxc.kmsg=1", true],
    ["profile=unconfined", true],
  ])("mark a running container as started before, as its name does: %s", (setting, isMarked) => {
    applied("memory: 512\n", setting);
    expect(existsSync(join(host.root, "run/phoenix_hypervisor/stale-901"))).toBe(isMarked);
  });

  test("that Proxmox does not show then are a failure", () => {
    host.command("pct", 'echo "unable to parse config: lxc.kmsg: 1" >&2');
    const { status, stderr } = applied("memory: 512\n", "lines=lxc.kmsg=1");
    expect(status).toBe(1);
    expect(stderr).toContain("Proxmox does not take these lines");
    expect(stderr).toContain("unable to parse config");
  });

  test("are not written while something works on the container", () => {
    const { status, stderr, conf } = applied("lock: backup\n", "lines=lxc.kmsg=1");
    expect([status, conf]).toEqual([4, "lock: backup\n"]);
    expect(stderr).toContain("lock: backup");
  });
});

describe("the AppArmor profile", () => {
  test.each([
    ["unconfined", "lxc.apparmor.profile = unconfined\n"],
    ["generated", "memory: 512\n"],
    ["generated", "lxc.apparmor.profile: generated\n"],
  ])("%s stands as %j", (profile, conf) => {
    host.conf(901, conf);
    expect(host.ask(kinds, "container_has_settings", "901", `profile=${profile}`)).toBe("0");
  });

  test.each([
    ["unconfined", "memory: 512\n", "memory: 512\nlxc.apparmor.profile: unconfined\n"],
    ["generated", "lxc.apparmor.profile: unconfined\nlxc.kmsg: 1\n", "lxc.kmsg: 1\n"],
    ["mine", "lxc.apparmor.profile: unconfined\nmemory: 1\n", "memory: 1\nlxc.apparmor.profile: mine\n"],
    [
      "mine",
      "lxc.apparmor.profile: x\nlxc.apparmor.profile: mine\n\n[s]\nlxc.apparmor.profile: x\n",
      "lxc.apparmor.profile: mine\n\n[s]\nlxc.apparmor.profile: x\n",
    ],
  ])("becomes %s in %j", (profile, before, after) => {
    expect(applied(before, `profile=${profile}`)).toMatchObject({ status: 0, conf: after });
    expect(host.ask(kinds, "container_has_settings", "901", `profile=${profile}`)).toBe("0");
  });
});

describe("what cannot be made is told before the first change", () => {
  const judged = (...settings: string[]) => host.ask(kinds, "settings_can_be_made", "901", ...settings);

  test.each([
    "lxc.rootfs.path=/x",
    "lxc.nonsense: 1",
    "memory: 512",
    "nonsense",
    "lxc.mount.entry=/dev/nvidia0 dev/nvidia0 none bind,optional,create=file 0 0",
    "lxc.cgroup2.devices.allow: c 195:* rwm",
    "lxc.apparmor.profile=unconfined",
    "lxc.kmsg=1\tlxc.cgroup.devices.allow: a",
  ])("the raw line %s", (line) => {
    expect(judged(`lines=${line}`)).toMatch(/^1 raw lines/);
  });

  test("and other raw lines are understood", () => {
    const lines = [
      "lxc.cgroup2.devices.allow: c 10:200 rwm",
      "lxc.mount.entry=/dev/fuse dev/fuse none bind 0 0",
      "lxc.cap.keep=chown,setuid",
      "lxc.hook.pre-start=/usr/local/bin/x",
      "lxc.idmap=u 0 100000 65536",
      "lxc.prlimit.nofile=1024",
    ];
    expect(judged(`lines=${lines.join("\t")}`)).toBe("0");
  });

  test("two mount points at one place", () => {
    const there = host.directory("srv/ca");
    expect(judged(`mounts=${there},mp=/x\t${there},mp=/y,ro=1\t${there},mp=/x/`)).toBe(
      "1 one mount point for /x | two",
    );
  });

  test("a directory of the host that is not there", () => {
    const there = host.directory("srv/ca");
    expect(judged(`mounts=${there},mp=/x`)).toBe("0");
    expect(judged(`mounts=${there},mp=/x\t${there}2,mp=/y`)).toBe(
      "1 /srv/ca2 on this host, for a mount point | nothing",
    );
  });

  test("another kind of privilege than the container has", () => {
    host.conf(901, "unprivileged: 1\n");
    expect(judged("unprivileged=true")).toBe("0");
    expect(judged("unprivileged=false")).toMatch(/^1 unprivileged: false \| .*cannot be changed/);
    host.conf(901, "lxc.idmap: u 0 1000 1\n");
    expect(judged("unprivileged=false")).toMatch(/^1 /);
    host.conf(901, "memory: 1\n");
    expect(judged("unprivileged=false")).toBe("0");
    expect(applied("memory: 1\n", "unprivileged=true")).toMatchObject({ status: 4, calls: [] });
  });

  test("a volume where a directory of the host is to be", () => {
    const there = host.directory("srv/data");
    host.conf(901, "mp0: local-zfs:subvol-901-disk-1,mp=/data,size=8G\n");
    expect(judged(`mounts=${there},mp=/data`)).toMatch(/^1 mp0: .*a volume is mounted/);
  });
});
