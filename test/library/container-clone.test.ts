import { spawn } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.conf(900, "memory: 512\n\n[base]\nmemory: 512\n");
  host.command("pct", pct);
  for (const name of ["ed25519_key", "ed25519_key.pub"]) parentKey(name);
});
afterEach(() => host.remove());

const ssh = "disk/etc/ssh";
/** A clone's first configuration, its lock while its disk is mounted, and what becomes of its description. */
const pct = `conf=etc/pve/lxc/901.conf
root=var/lib/lxc/901
case "$1" in
  clone) printf '#%s\\nmemory: 512\\n' "\${*: -1}" >$conf; mkdir -p $root ;;
  mount) printf 'lock: mounted\\n' >>$conf; cp -a disk $root/rootfs ;;
  unmount) sed -i /lock/d $conf; rm -rf disk; mv $root/rootfs disk ;;
  set) sed -i "s/^#.*/#$4/" $conf ;;
esac`;

function parentKey(name: string): void {
  host.directory(ssh);
  host.write(`${ssh}/ssh_host_${name}`, "the parent's");
}

function cloned(...declared: string[]) {
  // The description stands last, so that the stand-in finds it.
  const lines = `${sorted}; define_container 901 900 base '' web '' '' '' 5 ${declared.join(" ")}`;
  return host.run(["lxc-definition"], lines);
}
const sorted = "mkdir -p $HOST/run/phoenix_hypervisor";

const text = (name: string) => host.read(`${ssh}/ssh_host_${name}`);
const mode = (name: string) => (statSync(join(host.root, ssh, `ssh_host_${name}`)).mode & 0o777).toString(8);

test("a clone is made from the snapshot and gets keys of its own before anything else happens to it", () => {
  for (const name of ["rsa_key", "rsa_key.pub"]) parentKey(name);
  const { status, stderr, calls } = cloned();
  expect([stderr, status]).toEqual(["", 0]);
  expect(calls).toEqual([
    "pct clone 900 901 --hostname web --full 1 --snapname base --description phoenix_hypervisor unfinished clone of 900",
    "pct mount 901",
    "pct unmount 901",
    "pct set 901 --description clone of container 900, snapshot base",
  ]);
  expect(text("rsa_key")).toContain("PRIVATE KEY");
  expect(text("ed25519_key.pub")).toMatch(/^ssh-ed25519 .* root@web\n$/);
  expect([mode("rsa_key"), mode("rsa_key.pub")]).toEqual(["600", "644"]);
  expect(host.read("etc/pve/lxc/901.conf")).toBe("#clone of container 900, snapshot base\nmemory: 512\n");
});

test("types of keys that the parent has not are not made; others of its own go", () => {
  for (const name of ["dsa_key", "ed25519_key-cert.pub"]) parentKey(name);
  cloned();
  expect(existsSync(join(host.root, ssh, "ssh_host_ecdsa_key"))).toBe(false);
  expect(existsSync(join(host.root, ssh, "ssh_host_dsa_key"))).toBe(false);
  expect(existsSync(join(host.root, ssh, "ssh_host_ed25519_key-cert.pub"))).toBe(false);
});

test("a clone without SSH needs none", () => {
  host.command("pct", pct.replace("cp -a disk", "mkdir -p"));
  expect(cloned().status).toBe(0);
});

test("a run that was killed while the disk was mounted is continued", () => {
  host.conf(901, "#phoenix_hypervisor unfinished clone of 900\nlock: mounted\n");
  host.directory("var/lib/lxc/901");
  host.command("pct", pct.replace("rm -rf disk; mv $root/rootfs disk", "rm -rf $root/rootfs"));
  const { status, calls } = cloned();
  expect(status).toBe(0);
  expect(calls.map((call) => call.split(" ")[1])).toEqual(["unmount", "mount", "unmount", "set"]);
});

test("the disk does not stay mounted when a key cannot be made, and the clone stays unfinished", () => {
  host.command("ssh-keygen", "exit 1");
  const { status, calls, stderr } = cloned();
  expect(status).toBe(1);
  expect(stderr).toContain("ssh-keygen");
  expect(calls.at(-1)).toBe("pct unmount 901");
  expect(host.read("etc/pve/lxc/901.conf")).toMatch(/^#phoenix_hypervisor unfinished clone of 900\n/);
});

test("a link that leads out of the container is not followed", () => {
  const outside = host.directory("outside");
  host.command(
    "pct",
    pct.replace(
      "cp -a disk $root/rootfs",
      `mkdir -p $root/rootfs/etc; ln -s ${outside} $root/rootfs/etc/ssh`,
    ),
  );
  const { status, stderr } = cloned();
  expect(status).toBe(1);
  expect(stderr).toContain("a link, which may lead out of it");
});

test("somebody else's lock is respected", () => {
  host.conf(901, "#phoenix_hypervisor unfinished clone of 900\nlock: backup\n");
  expect(cloned()).toMatchObject({ status: 4, calls: [] });
});

test.each([
  ["lock: disk\n", "lock: disk"],
  ["memory: 1\n", "none"],
  ["memory: 1\n\n[base]\nsnapstate: delete\n", "delete"],
])("a parent with %j is not cloned", (conf, found) => {
  host.conf(900, conf);
  const { status, stderr, calls } = cloned();
  expect([status, calls]).toEqual([4, []]);
  expect(stderr).toContain(found);
});

test("a template of Proxmox is cloned as it is", () => {
  host.conf(900, "template: 1\n");
  expect(cloned().calls[0]).toMatch(/^pct clone 900 901 --hostname web --full 1 --description/);
});

test("one clone of a parent waits for the other, and not for ever", async () => {
  const lock = join(host.directory("run/phoenix_hypervisor"), "clone-900.lock");
  const holder = spawn("flock", [lock, "bash", "-c", "echo; sleep 20"], {
    stdio: ["ignore", "pipe", "ignore"],
    detached: true,
  });
  await new Promise<void>((done) => holder.stdout?.once("data", () => done()));
  const { status, stderr, calls } = host.run(
    ["lxc-definition"],
    "define_container 901 900 base '' web '' '' '' 1",
  );
  process.kill(-(holder.pid ?? 0));
  expect([status, calls]).toEqual([5, []]);
  expect(stderr).toContain("the end of another clone of container 900 did not come within 1 s");
});
