import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { withProgress } from "./lab-progress.ts";
import { wholly } from "./lab-substrate.ts";

const cacheFolder = "/var/cache/ashlar-lab";

/** What is kept between labs: root filesystems and repositories, in sets named by the digest of what made them. */
export interface CacheState {
  readonly path: string;
  readonly digests: readonly string[];
  readonly bytes: number;
}

/** Builds all that any lab may need: where it is missing when many scenarios begin, each would wait for it unseen. */
export async function fillCache(root: string): Promise<void> {
  await withProgress("building what the cache of the lab lacks", (say) =>
    wholly(join(root, "lab/base/build"), [], say, async () => {}),
  );
}

export async function cacheState(): Promise<CacheState> {
  const path = cacheFolder;
  if (!existsSync(path)) return { path, digests: [], bytes: 0 };
  // A build that goes on meanwhile takes away files that du has just seen: what it counted is told all the same.
  const { stdout } = await execa("du", ["--summarize", "--bytes", path], { reject: false });
  const digests = readdirSync(path).filter((name) => /^[0-9a-f]{16}$/.test(name));
  return { path, digests, bytes: Number.parseInt(stdout, 10) };
}
