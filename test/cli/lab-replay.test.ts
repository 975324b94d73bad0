import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exampleConfig } from "../../src/cli/lab-example.ts";
import { ownConfigs, treeOf } from "../../src/cli/lab-replay.ts";
import { binFolder } from "../../src/cli/project.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-replay-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(path: string, text = ""): string {
  const place = join(folder, path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, text);
  return place;
}

describe("what is copied with a script", () => {
  test.each(["generated", "my-package"])("the whole bin of %s", (tree) => {
    const script = file(`${tree}/${binFolder}/lxc_setup/gpu.sh`);
    const bin = join(folder, tree, binFolder);
    expect(treeOf(script)).toEqual({ folder: bin, entry: ".", script: "lxc_setup/gpu.sh" });
  });

  test("the folder that has its library, whatever it is called", () => {
    file("anywhere/phoenix_hypervisor_common_utils.sh");
    const script = file("anywhere/hypervisor_setup/driver.sh");
    const anywhere = join(folder, "anywhere");
    expect(treeOf(script)).toEqual({ folder: anywhere, entry: ".", script: "hypervisor_setup/driver.sh" });
  });

  test("nothing else of the folder of a script that stands alone", () => {
    const script = file("downloads/driver.sh");
    const downloads = join(folder, "downloads");
    expect(treeOf(script)).toEqual({ folder: downloads, entry: "driver.sh", script: "driver.sh" });
  });
});

describe("configurations", () => {
  test("the caller's get the names that scripts read, for the others there is the lab's example", () => {
    const mine = file("mine.json");
    symlinkSync(mine, join(folder, "link.json"));
    expect(ownConfigs(folder, { config: "link.json" })).toEqual({
      phoenix_hypervisor_config: mine,
      phoenix_lxc_configs: undefined,
    });
  });

  test("one that is not there is wrong usage", () => {
    expect(() => ownConfigs(folder, { lxcConfig: "none.json" })).toThrow(
      expect.objectContaining({
        message: `${join(folder, "none.json")} is not a file`,
        exitCode: 2,
      }) as Error,
    );
  });

  test("the lab's example fits what its mirror offers", async () => {
    const lab = { root: join(folder, "project"), name: "trial" };
    const driver = {
      runfile_url: "http://mirror/driver.run",
      cuda_repo_base_url: "http://mirror/cuda/repos",
    };
    file("project/lab/etc/host.json", JSON.stringify({ timezone: "UTC", nvidia_driver: driver }));
    file("project/lab/etc/containers.json", '{"lxc_configs": {}}');
    const enter = file("project/lab/enter", mirror);
    chmodSync(enter, 0o755);
    expect(JSON.parse(Buffer.from(await exampleConfig(lab, "host")).toString())).toEqual({
      timezone: "UTC",
      nvidia_driver: { ...driver, runfile_sha256: "5ca1ab1e", cuda_repo_key_fingerprint: "F00D" },
    });
    expect(Buffer.from(await exampleConfig(lab, "containers")).toString()).toBe('{"lxc_configs": {}}');
  });
});

/** What a lab's host answers. */
const mirror = `#!/usr/bin/env bash
case $* in
  'trial -- bash '*) echo debian12 ;;
  *http://mirror/driver.run.sha256sum) echo '5ca1ab1e  driver.run' ;;
  *http://mirror/cuda/debian12.fingerprint) echo F00D ;;
  *) exit 1 ;;
esac
`;
