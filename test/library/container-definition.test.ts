import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.write("etc/pve/storage.cfg", storages);
  host.directory("etc/pve/nodes/here");
  host.link("etc/pve/local", "nodes/here");
  host.command("pct");
});
afterEach(() => host.remove());

const kinds = ["lxc-definition"];
const storages = `dir: local
\tpath /var/lib/vz
\tcontent iso,vztmpl,backup

zfspool: local-zfs
\tpool rpool/data
\tcontent rootdir,images
\tsparse 1

lvmthin: off
\tthinpool data
\tdisable

rbd: elsewhere
\tnodes other
`;
const parent = "rootfs: local-zfs:subvol-900-disk-0,size=16G\nunprivileged: 1\n\n[base]\nmemory: 1\n";

/** parent, snapshot, template, storage, unprivileged */
function judged(
  parent = "",
  snapshot = "",
  template = "",
  storage = "",
  unprivileged = "",
  before = "",
  ip = "any",
) {
  const known = `file_facts[${host.root}/etc/pve/local]='0755 root:www-data 0 0:0 directory'; ${before}`;
  const guard = "container_can_be_defined 901";
  return host.askKnowing(known, kinds, guard, parent, snapshot, template, storage, unprivileged, ip);
}

describe("a container is defined", () => {
  const asked = () => host.ask(kinds, "container_is_defined", "901");

  test("where it is there, whatever it is busy with", () => {
    expect(asked()).toBe("1 container 901 | no such container");
    host.conf(901, "memory: 512\n");
    expect(asked()).toBe("0");
    host.conf(901, "lock: backup\n");
    expect(asked()).toBe("0");
  });

  test("where it is whole", () => {
    host.conf(901, "lock: create\n");
    expect(asked()).toMatch(/^2 whether container 901 is whole/);
    expect(judged()).toBe("1 container 901 whole | lock: create");
  });

  test("where it is itself, and no snapshot's description counts for that", () => {
    host.conf(901, "#phoenix_hypervisor unfinished clone of 900\nmemory: 512\n");
    expect(asked()).toMatch(/^1 container 901 with SSH host keys of its own/);
    host.conf(901, "memory: 512\n\n[s]\n#phoenix_hypervisor unfinished clone of 900\n");
    expect(asked()).toBe("0");
  });
});

describe("before the first change", () => {
  test("a number that somebody else has is named", () => {
    const ids = `"100": { "node": "pve1", "type": "lxc", "version": 4 },\n"901": { "type": "qemu", "node": "pve2" }`;
    host.write("etc/pve/.vmlist", `{\n"version": 7,\n"ids": {\n${ids}}\n}\n`);
    expect(judged()).toBe("1 number 901 free for a container of this node | a virtual machine on node pve2");
    host.write("etc/pve/.vmlist", `{"version":7,"ids":{"901":{"node":"pve2","type":"lxc","version":4}}}`);
    expect(judged()).toBe("1 number 901 free for a container of this node | a container on node pve2");
  });

  test("a template must be there", () => {
    const archive = `${host.root}/x.tar.zst`;
    expect(judged()).toMatch(/^1 something that container 901 can be made from/);
    expect(judged("", "", archive, "local-zfs")).toBe("1 template /x.tar.zst | no such file");
    host.write("x.tar.zst", "");
    expect(judged("", "", archive, "local-zfs")).toBe("0");
  });

  test("a template may be named by its storage", () => {
    host.directory("vz/template/cache");
    host.write("etc/pve/storage.cfg", `${storages}\ndir: templates\n\tpath ${host.root}/vz\n`);
    expect(judged("", "", "templates:vztmpl/x.tar.zst", "local-zfs")).toBe(
      "1 template /vz/template/cache/x.tar.zst | no such file",
    );
    host.write("vz/template/cache/x.tar.zst", "");
    expect(judged("", "", "templates:vztmpl/x.tar.zst", "local-zfs")).toBe("0");
  });

  test.each([
    ["nowhere", "storage nowhere in /etc/pve/storage.cfg | none of this name"],
    ["local", "storage local for disks of containers (rootdir) | content iso,vztmpl,backup"],
    ["off", "storage off switched on | it is disabled"],
    ["elsewhere", "storage elsewhere on this node | only on other"],
    ["", "storage local for disks of containers (rootdir) | content iso,vztmpl,backup"],
  ])("storage %j must take disks of containers", (storage, said) => {
    host.write("x.tar.zst", "");
    expect(judged("", "", `${host.root}/x.tar.zst`, storage)).toBe(`1 ${said}`);
  });

  test("a parent must offer its snapshot", () => {
    expect(judged("900", "base")).toMatch(/^1 container 900, which 901 is a clone of \| no such/);
    host.conf(900, parent);
    expect(judged("900", "base", "", "local-zfs", "true")).toBe("0");
    expect(judged("900", "")).toMatch(/^1 a snapshot of container 900 .*\| none is declared/);
    expect(judged("900", "bas")).toBe("1 snapshot bas of container 900 | none");
    host.conf(900, `${parent}snapstate: prepare\n`);
    expect(judged("900", "base")).toBe("1 snapshot base of container 900 | prepare");
    host.conf(900, "template: 1\nunprivileged: 1\n");
    expect(judged("900", "")).toBe("0");
  });

  test("what the same run makes before is not missed", () => {
    const brings = (ctid: number) => `containers_of_run[${ctid}]=yes`;
    expect(judged("900", "base", "", "", "", brings(900))).toBe("0");
    expect(judged("900", "", "", "", "", brings(900))).toMatch(/^1 a snapshot of container 900/);
    expect(judged("900", "base", "", "", "", brings(902))).toMatch(/^1 container 900/);
    host.conf(900, "unprivileged: 1\n");
    expect(judged("900", "base", "", "", "", brings(900))).toBe("0");
  });

  test("a clone cannot be of another kind than its parent", () => {
    host.conf(900, parent);
    expect(judged("900", "base", "", "", "false")).toMatch(/^1 container 900 with unprivileged false/);
    expect(judged("900", "base", "", "", "")).toBe("0");
  });

  test("a clone cannot have the address of its parent", () => {
    const asked = (ip: string, net0 = "name=eth0,bridge=vmbr0,ip=10.0.0.1/24,type=veth") => {
      host.conf(900, `net0: ${net0}\n${parent}`);
      return judged("900", "base", "", "", "", "", ip);
    };
    expect(asked("")).toMatch(/^1 another address for 901 .* \| 10\.0\.0\.1\/24 for both$/);
    expect(asked("10.0.0.1/24")).toMatch(/^1 another address/);
    expect(asked("10.0.0.11/24")).toBe("0");
    expect(asked("dhcp")).toBe("0");
    expect(asked("", "name=eth0,ip=dhcp")).toBe("0");
    expect(asked("dhcp", "name=eth0,ip=dhcp")).toBe("0");
  });

  test("a clone is compared with a parent that the same run makes, and that with its own", () => {
    const asked = (known: string, unprivileged = "", ip = "") =>
      judged("900", "base", "", "", unprivileged, `containers_of_run[900]=yes; ${known}`, ip);
    expect(asked("coming_unprivileged[900]=false", "true")).toMatch(
      /^1 container 900 with unprivileged true/,
    );
    expect(asked("coming_unprivileged[900]=false", "false")).toBe("0");
    expect(asked("coming_address[900]=10.0.0.1/24")).toMatch(/^1 another address for 901/);
    expect(asked("coming_address[900]=10.0.0.1/24", "", "10.0.0.2/24")).toBe("0");
    expect(asked("coming_address[900]=dhcp")).toBe("0");
    host.write("x.tar.zst", "");
    const made = (unprivileged: string) =>
      `container_can_be_defined 900 "" "" ${host.root}/x.tar.zst local-zfs "${unprivileged}" 10.0.0.1/24`;
    expect(asked(made(""), "false", "dhcp")).toMatch(/ \| unprivileged true$/);
    expect(asked(made("false"), "false", "dhcp")).toBe("0");
    expect(asked(made("false"))).toMatch(/^1 another address/);
  });

  test("a run of one feature takes no snapshot that a clone could be made from", () => {
    const known = "containers_of_run[900]=yes wanted_feature=nvidia";
    expect(judged("900", "base", "", "", "", known)).toMatch(/^1 container 900, which 901 is a clone of/);
    host.conf(900, "unprivileged: 1\n");
    expect(judged("900", "base", "", "", "", known)).toMatch(/^1 snapshot base of container 900/);
  });

  test("the cluster takes changes", () => {
    const read = `file_facts[${host.root}/etc/pve/local]='0555 root:www-data 0 0:0 directory'`;
    host.conf(900, parent);
    expect(judged("900", "base", "", "", "", read)).toMatch(/^1 a cluster with quorum/);
  });
});

/** parent, snapshot, template, host name, storage, GiB, unprivileged */
function defined(...declared: string[]) {
  return host.run(kinds, 'define_container 901 "$@" 5', ...declared);
}

const makes = (text: string) => `printf '%s' '${text}' >etc/pve/lxc/901.conf`;

describe("from a template", () => {
  test.each([
    [["/x", "web", "local-zfs", "16", "true"], "--unprivileged 1 --hostname web --rootfs local-zfs:16"],
    [["/x", "", "local-zfs", "", ""], "--unprivileged 1 --storage local-zfs"],
    [["/x", "", "", "16", "false"], "--unprivileged 0 --rootfs local:16"],
    [["/x", "", "", "", ""], "--unprivileged 1"],
  ])("%j", (declared, options) => {
    host.command("pct", makes("memory: 512\n"));
    const { status, calls } = defined("", "", ...declared);
    expect([status, calls]).toEqual([0, [`pct create 901 /x --start 0 ${options}`]]);
  });
});
