import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ashlar } from "./ashlar.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-config-"));
afterAll(() => rmSync(folder, { recursive: true }));

const nvidia = {
  install: true,
  version: "580.76.05",
  runfile_url: "https://example.org/NVIDIA-Linux-x86_64-580.76.05.run",
  runfile_sha256: "0".repeat(64),
  cuda_version: "12.8",
};

test("two containers in one network do not share an address", async () => {
  const at = (bridge: string, ip: string, more = {}) => ({ network_config: { bridge, ip }, ...more });
  const containers = {
    "1000": at("vmbr0", "10.0.0.5/24", { mac_address: "52:54:00:00:09:AB" }),
    "900": at("vmbr0", "10.0.0.5/8"),
    "902": at("vmbr1", "10.0.0.5/24", { mac_address: "52:54:00:00:09:ab" }),
    "903": at("vmbr0", "dhcp"),
    "904": at("vmbr0", "dhcp"),
  };
  writeFileSync(join(folder, "shared.json"), JSON.stringify({ lxc_configs: containers }));
  const { code, stdout } = await ashlar(folder, "config", "check", "shared.json");
  expect(stdout.split("\n")).toEqual([
    'failed   shared.json: lxc_configs.1000.network_config.ip: found "10.0.0.5/24", expected an address of its own: container 900 has it',
    'failed   shared.json: lxc_configs.1000.mac_address: found "52:54:00:00:09:AB", expected an address of its own: container 902 has it',
  ]);
  expect(code).toBe(1);
}, 60_000);

test("files of both kinds are known by what is in them, and judged together", async () => {
  writeFileSync(
    join(folder, "mine.json"),
    JSON.stringify({ nvidia_driver: nvidia, timezone: "UTC", extra: 1 }),
  );
  const containers = {
    "901": { clone_from_ctid: "902", nvidia_driver_version: "570.124.06", memory_mb: [] },
    "902": { clone_from_ctid: 901, "odd name": 1 },
    gpu: {},
  };
  writeFileSync(join(folder, "theirs.json"), JSON.stringify({ lxc_configs: containers }));
  const { code, stdout } = await ashlar(folder, "config", "check", "theirs.json", "mine.json");
  expect(stdout.split("\n")).toEqual([
    'failed   theirs.json: lxc_configs: found "gpu", expected CTIDs from 100 to 999999999 as names',
    "failed   theirs.json: lxc_configs.901.memory_mb: found a list, expected a whole number, 16 to 16777216",
    "failed   theirs.json: lxc_configs.902.clone_from_ctid: found 901, expected a chain of clones that ends, not 901 -> 902 -> 901",
    'failed   theirs.json: lxc_configs.901.nvidia_driver_version: found "570.124.06", expected "580.76.05", as nvidia_driver.version of the host configuration says',
    'note     theirs.json: unknown fields are kept: lxc_configs.902."odd name"',
    "note     mine.json: unknown fields are kept: extra",
    "ok       mine.json",
  ]);
  expect(code).toBe(1);
}, 60_000);
