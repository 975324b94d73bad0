import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.command("pct");
});
afterEach(() => host.remove());

const kinds = ["lxc-settings"];
const whole = `#a note
arch: amd64
cores: 4
features: keyctl=1,nesting=1
hostname: gateway
memory: 2048
mp0: local-zfs:subvol-901-disk-1,mp=/data,size=8G
mp3: /srv/ca,mp=/etc/ca,ro=1
nameserver: 10.0.0.13 1.1.1.1
net0: name=eth0,bridge=vmbr0,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.7/24,type=veth
onboot: 1
rootfs: local-zfs:subvol-901-disk-0,size=16G
startup: 3,up=10
swap: 0
unprivileged: 1
lxc.mount.entry: /dev/fuse dev/fuse none bind,create=file 0 0
lxc.cap.keep = chown

[snap]
memory: 99
`;

function asked(conf: string, ...settings: string[]): string {
  host.conf(901, conf);
  return host.ask(kinds, "container_has_settings", "901", ...settings);
}

/** Calls of pct, and the configuration after it. */
function applied(conf: string, ...settings: string[]) {
  host.conf(901, conf);
  const lines =
    'running_guests_are_known=yes running_guests=([901]=yes); apply_container_settings 901 5 "$@"';
  const told = host.run(kinds, lines, ...settings);
  return { ...told, conf: host.read("etc/pve/lxc/901.conf") };
}

describe("what is declared holds", () => {
  test.each([
    ["hostname=gateway"],
    ["memory=2048"],
    ["swap=0"],
    ["cores=4"],
    ["onboot=true"],
    ["startup=order=3,up=10"],
    ["startup=order=3,up="],
    ["net0=name=eth0,bridge=vmbr0,ip=10.0.0.7/24,gw=10.0.0.1,hwaddr="],
    ["net0=name=,bridge=vmbr0,ip=,gw=,hwaddr=bc:24:11:aa:bb:cc"],
    ["nameserver=10.0.0.13, 1.1.1.1"],
    ["nameserver=10.0.0.13\t1.1.1.1"],
    ["features=nesting=1"],
    ["features=nesting=1 keyctl=1"],
    ["mounts=/srv/ca,mp=/etc/ca"],
    ["mounts=/srv/ca,mp=/etc/ca/"],
    ["lines=lxc.mount.entry=/dev/fuse dev/fuse none bind,create=file 0 0"],
    ["lines=lxc.cap.keep: chown\tlxc.mount.entry:/dev/fuse dev/fuse  none bind,create=file 0 0"],
    ["profile=generated"],
    ["unprivileged=true"],
    ["size=16"],
    ["size=8"],
    ["memory=", "net0=name=,bridge=,ip=,gw=,hwaddr=", "startup=order=,up=", "lines=", "mounts=", "size="],
  ])("%s", (...settings) => {
    expect(asked(whole, ...settings)).toBe("0");
    expect(applied(whole, ...settings)).toMatchObject({ status: 0, calls: [], conf: whole });
  });

  test("what Proxmox has where nothing is set counts", () => {
    expect(asked("arch: amd64\n", "hostname=CT901", "memory=512", "swap=512", "onboot=false")).toBe("0");
  });

  test("what waits for a restart counts, and what waits to go does not", () => {
    const pending =
      "nameserver: 9.9.9.9\nmemory: 1\n\n[pve:pending]\nmemory: 4096\ndelete: nameserver,!onboot\n";
    expect(asked(pending, "memory=4096", "onboot=false")).toBe("0");
    expect(asked(pending, "nameserver=9.9.9.9")).toMatch(/^1 /);
  });

  test.each(["1", "on", "yes", "true"])("a switch that says %s is on", (word) => {
    expect(asked(`onboot: ${word}\nunprivileged: ${word}\n`, "onboot=true", "unprivileged=true")).toBe("0");
  });
});

describe("what differs goes into one pct set", () => {
  test.each([
    ["hostname=proxy", "--hostname proxy"],
    ["memory=4096", "--memory 4096"],
    ["swap=512", "--swap 512"],
    ["cores=2", "--cores 2"],
    ["onboot=false", "--onboot 0"],
    ["startup=order=2,up=10", "--startup order=2,up=10"],
    ["startup=order=3,up=30", "--startup order=3,up=30"],
    [
      "net0=name=eth0,bridge=vmbr1,ip=10.0.0.8/24,gw=10.0.0.1,hwaddr=",
      "--net0 name=eth0,bridge=vmbr1,gw=10.0.0.1,hwaddr=BC:24:11:AA:BB:CC,ip=10.0.0.8/24,type=veth",
    ],
    [
      "net0=name=eth0,bridge=vmbr0,ip=dhcp,gw=,hwaddr=52:54:00:00:09:01",
      "--net0 name=eth0,bridge=vmbr0,hwaddr=52:54:00:00:09:01,ip=dhcp,type=veth",
    ],
    ["nameserver=1.1.1.1 10.0.0.13", "--nameserver 1.1.1.1 10.0.0.13"],
    ["features=nesting=0 mknod=1", "--features keyctl=1,nesting=0,mknod=1"],
    ["mounts=/srv/other,mp=/etc/ca", "--mp3 /srv/other,mp=/etc/ca,ro=1"],
    ["mounts=/srv/ca,mp=/etc/ca,ro=0", "--mp3 /srv/ca,mp=/etc/ca,ro=0"],
    ["mounts=/a,mp=/x\t/b,mp=/y\t/c,mp=/z", "--mp1 /a,mp=/x --mp2 /b,mp=/y --mp4 /c,mp=/z"],
  ])("%s", (setting, option) => {
    expect(asked(whole, setting)).toMatch(/^1 /);
    expect(applied(whole, setting, "cores=4")).toMatchObject({
      status: 0,
      calls: [`pct set 901 ${option}`],
      conf: whole,
    });
  });

  test("all of it", () => {
    const { calls } = applied(
      "arch: amd64\n",
      "hostname=x",
      "memory=1024",
      "onboot=true",
      "features=nesting=1",
    );
    expect(calls).toEqual(["pct set 901 --hostname x --memory 1024 --onboot 1 --features nesting=1"]);
  });

  test.each([
    ["net0=name=,bridge=vmbr0,ip=dhcp,gw=,hwaddr=", "name=eth0,bridge=vmbr0,ip=dhcp"],
    ["net0=name=lan0,bridge=vmbr0,ip=,gw=,hwaddr=", "name=lan0,bridge=vmbr0"],
  ])("a new interface has a name: %s", (declared, network) => {
    expect(applied("arch: amd64\n", declared).calls).toEqual([`pct set 901 --net0 ${network}`]);
  });

  test("the guard says what it wants and what it has seen", () => {
    expect(asked(whole, "memory=4096", "swap=0", "cores=2")).toBe(
      "1 memory: 4096; cores: 2 | memory: 2048; cores: 4",
    );
  });
});

describe("the root disk", () => {
  test("grows", () => {
    expect(asked(whole, "size=32")).toMatch(/^1 root disk of 32 GiB/);
    expect(applied(whole, "size=32").calls).toEqual(["pct resize 901 rootfs 32G"]);
  });

  test.each(["size=16777216K", "size=16384M", "size=16G", "size=16G,mountoptions=noatime"])(
    "%s is 16 GiB",
    (size) => {
      const conf = `rootfs: local-lvm:vm-901-disk-0,${size}\n`;
      expect(asked(conf, "size=16")).toBe("0");
      expect(asked(conf, "size=17")).toMatch(/^1 /);
    },
  );

  test("never shrinks: what is larger is noted once, before the first change", () => {
    host.conf(901, whole);
    const told = host.run(kinds, 'settings_can_be_made 901 "$@"', "size=8");
    expect(told.stderr).toContain("larger than 8 GiB");
    expect(told.status).toBe(0);
  });

  test("of a size that nobody knows is left alone", () => {
    expect(asked("rootfs: /srv/root\n", "size=8")).toBe("0");
  });
});
