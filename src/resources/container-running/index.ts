import { call } from "../../model/call.ts";
import { provides, reads, uses } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** Which container runs, and how long a start may take. */
export interface ContainerRunningProps {
  /** CTID, as the container has it: `container.ctid`. */
  readonly ctid: Input;
  /** Seconds that a shutdown may take before the container is stopped hard, and a start before it counts as failed. */
  readonly deadline: Value<Seconds>;
  /**
   * Proof of the settings that the container is to run with: with it, one that runs with older settings is restarted.
   * Default: whatever it runs with is right.
   */
  readonly settings?: Proof<"container-settings">;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The container runs. Whether it does is read from `/proc/net/unix`, where pct itself looks (facts: proxmox.md §1.5), so a
 * running container costs no process. A stopped one is started, through high availability where the cluster keeps it. With
 * `settings` a running one is shut down and started where settings wait for that: those Proxmox has put into
 * `[pve:pending]`, and raw lines that were changed since the start (`mark_stale_container`).
 *
 * That it runs says nothing yet of what runs in it: `containerInitialization` waits for that.
 *
 * @example
 * const running = host.ensure("running", containerRunning({ ctid: container.ctid, deadline: containers.guest_deadline_seconds }));
 * // guard_running() { container_is_running "$CTID"; }
 * // apply_running() { start_container "$CTID" "$CONTAINERS_GUEST_DEADLINE_SECONDS"; }
 */
export function containerRunning(props: ContainerRunningProps): Resource<"container-running"> {
  const { ctid, deadline, settings, needs = [] } = props;
  const conf = text`/etc/pve/lxc/${ctid}.conf`;
  const wait = {
    deadline: expressionOf(deadline),
    polls: "pct status of a container under high availability",
  };
  return resource({
    kind: "container-running",
    claim: "container-running",
    summary: text`container ${ctid} runs`.expression,
    guard: call(settings ? "container_runs_as_set" : "container_is_running", ctid),
    apply: call(settings ? "start_container_anew" : "start_container", ctid, deadline),
    facts: [fact("observe_running_guests"), ...(settings ? [fact("observe_files", "/etc/pve/local")] : [])],
    needs: settings ? [settings, ...needs] : needs,
    effects: [
      ...reads("file", "/proc/net/unix", conf),
      ...(settings
        ? reads("file", text`/sys/fs/cgroup/lxc.monitor/${ctid}/cgroup.procs`, "/etc/pve/local")
        : []),
      ...(settings ? reads("config-line", text`settings of ${conf}`, text`GPU lines of ${conf}`) : []),
      ...provides("container", ctid),
      ...uses("command", "pct"),
    ],
    waits: [...(settings ? [{ name: "guest_stop", ...wait }] : []), { name: "guest_start", ...wait }],
    evidence: { claims: "status", guard: "status" },
  });
}
