import { call } from "../../model/call.ts";
import { reads } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { type Input, text } from "../../model/value.ts";

/** Which container. */
export interface LxcContainerProps {
  /** CTID, as the container has it: `container.ctid`. */
  readonly ctid: Input;
}

/**
 * The container is on this node, is no template and nothing has locked it; the files of Proxmox are mounted, and the
 * cluster has the quorum that a change needs. Each has its own words: a CTID that belongs to a virtual machine or to
 * another node is named as such (from `/etc/pve/.vmlist`, facts: proxmox.md §1.5, §4). A precondition; costs no process.
 *
 * @example
 * host.require("container", lxcContainer({ ctid: container.ctid }));
 * // guard_container() { container_can_be_changed "$CTID"; }
 */
export function lxcContainer({ ctid }: LxcContainerProps): Resource<"lxc-container"> {
  return resource({
    kind: "lxc-container",
    claim: "lxc-container",
    summary: text`container ${ctid} is on this node and can be changed`.expression,
    guard: call("container_can_be_changed", ctid),
    facts: [fact("observe_files", "/etc/pve/local")],
    effects: reads("file", "/etc/pve/.vmlist", "/etc/pve/local", "/etc/pve/lxc/*"),
  });
}
