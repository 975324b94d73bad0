import { ansible } from "./tools.ts";
import { installed, type World } from "./world.ts";

/** The converged host that all of them look at. */
export const host: World = { script: "hypervisor_setup/hypervisor_feature_install_nvidia.sh" };

/** One who looks at the host. */
export interface Peer {
  readonly name: "ashlar" | "handwritten" | "ansible";
  /** How it is run. */
  readonly run: string;
  /** How it is run so that it changes nothing. */
  readonly look: string;
  /** How it names a step that does not hold. */
  readonly noticed: RegExp;
}

export const ashlar: Peer = {
  name: "ashlar",
  run: installed(host.script),
  look: `${installed(host.script)} --plan`,
  noticed: /^(?:would|failed) +(\S+)/gm,
};

export const handwritten: Peer = {
  name: "handwritten",
  run: "/mnt/peers/handwritten.sh",
  look: "/mnt/peers/handwritten.sh",
  noticed: /^drift (\w+):/gm,
};

/** Ansible where this machine has it. Tasks that find nothing to do are not shown. */
export function playbook(): Peer | undefined {
  const run = ansible("host.yml");
  const look = ansible("--check host.yml");
  if (run === undefined || look === undefined) return undefined;
  return { name: "ansible", run, look, noticed: /^TASK \[(\w+)\]/gm };
}

/** All of them that this machine has. */
export function allPeers(): Peer[] {
  return [ashlar, handwritten, playbook()].filter((peer) => peer !== undefined);
}

/** A host with the converged container that these look at. */
export const container: World = { script: "lxc_setup/phoenix_hypervisor_feature_install_nvidia.sh" };
export const ctid = "901";

export const containerScript: Peer = {
  ...ashlar,
  run: `${installed(container.script)} ${ctid}`,
  look: `${installed(container.script)} ${ctid} --plan`,
};

/** Each of its checks is a `pct exec` of its own. Ansible needs Python in a container, and templates have none. */
export const handwrittenContainer: Peer = {
  ...handwritten,
  run: `/mnt/peers/handwritten-container.sh ${ctid}`,
  look: `/mnt/peers/handwritten-container.sh ${ctid}`,
};

export const containerPeers: readonly Peer[] = [containerScript, handwrittenContainer];
