import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, outputIn } from "./lab-substrate.ts";

/** Where an example says that the mirror of the lab has driver and repository. */
interface DriverExample {
  readonly runfile_url: string;
  readonly cuda_repo_base_url: string;
}

/** An example of `lab/etc/` that fits this lab: with the checksum and the key of what its mirror offers. */
export async function exampleConfig(lab: Lab, name: string): Promise<Uint8Array> {
  const text = readFileSync(join(lab.root, "lab/etc", `${name}.json`), "utf8");
  const example = JSON.parse(text) as { readonly nvidia_driver?: DriverExample };
  if (example.nvidia_driver === undefined) return Buffer.from(text);
  const fitting = { ...example, nvidia_driver: await completed(lab, example.nvidia_driver) };
  return Buffer.from(`${JSON.stringify(fitting, null, 2)}\n`);
}

async function completed(lab: Lab, driver: DriverExample): Promise<DriverExample> {
  const host = await outputIn(lab, ["bash", "-c", '. /etc/os-release && echo "$ID$VERSION_ID"']);
  const sum = await offered(lab, `${driver.runfile_url}.sha256sum`);
  const key = await offered(lab, new URL(`${host}.fingerprint`, driver.cuda_repo_base_url).href);
  return { ...driver, ...{ runfile_sha256: sum.split(" ")[0], cuda_repo_key_fingerprint: key } };
}

/** A file that the lab's mirror offers. */
function offered(lab: Lab, url: string): Promise<string> {
  return outputIn(lab, ["wget", "--quiet", "--output-document=-", url]);
}
