import { existsSync, readdirSync } from "node:fs";

/** What a lab's host can be; the first where nobody chooses. */
export const labHosts = ["debian12", "debian13"] as const;
export type LabHost = (typeof labHosts)[number];

/** Where `lab/raise` keeps what it knows of each lab. */
export const labsFolder = "/run/ashlar-lab";

/** Every lab that is up, is being raised, or was left by a crash. */
export function labNames(): string[] {
  return existsSync(labsFolder) ? readdirSync(labsFolder).sort() : [];
}
