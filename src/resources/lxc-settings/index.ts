import { call } from "../../model/call.ts";
import { reads, uses, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { expressionOf, type Input, text, type Value } from "../../model/value.ts";

/** The first network interface. */
export interface NetworkSettings {
  /** Inside the container: eth0. */
  readonly name: Input;
  readonly bridge: Input;
  /** Address with prefix length, or dhcp. */
  readonly ip: Input;
  /** Gateway of that address; with an address and no gateway, one that stood there goes. */
  readonly gw: Input;
  /** Hardware address; Proxmox makes one up. */
  readonly hwaddr: Input;
}

/** What a container is to have of its host. An empty value counts as not declared, and leaves what is there. */
export interface LxcSettingsProps {
  readonly container: Proof<"container-defined">;
  readonly ctid: Input;
  readonly hostname: Input;
  /** MiB. */
  readonly memory: Input;
  /** MiB. */
  readonly swap: Input;
  readonly cores: Input;
  /** `true` or `false`. */
  readonly startAtBoot: Input;
  readonly bootOrder: Input;
  /** Seconds to the next start. */
  readonly bootDelay: Input;
  readonly network: NetworkSettings;
  /** Addresses in one text, with blanks, commas or tabs between them. */
  readonly nameservers: Input;
  /** Feature flags of Proxmox such as `nesting=1`, with blanks between them. */
  readonly features: Input;
  /** Directories of the host as `host path,mp=container path`, with tabs between them. */
  readonly mountPoints: Input;
  /** Raw lines of LXC as `key=value` or `key: value`, with tabs between them. */
  readonly rawOptions: Input;
  /** `unconfined`, `generated` (what Proxmox makes itself), or a profile of the host. */
  readonly apparmorProfile: Input;
  /** `true` or `false`. */
  readonly unprivileged: Input;
  /** GiB of the root disk, at least. */
  readonly size: Input;
  /** Seconds to wait for Proxmox's own lock of the configuration. */
  readonly lockDeadline: Value<Seconds>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * The container's settings are those that are declared, at the latest from its next start on. Compared by meaning, so that
 * order and spelling are nobody's difference; what nobody declares stays, such as a hardware address, further features,
 * other mount points and raw lines. All that differs goes into one `pct set`; raw lines are written under Proxmox's lock
 * beside the configuration and renamed (facts: proxmox.md §2.6). A disk grows and never shrinks.
 *
 * What a running container takes only at its next start waits in `[pve:pending]`, or is marked (`mark_stale_container`):
 * `containerRunning` sees both. Refused with exit 4: another kind of privilege than the container has, a directory of a
 * mount point that is not there, a raw line that Proxmox would drop or that is a GPU's.
 *
 * @example
 * host.ensure("settings", lxcSettings({ container: defined, ctid, hostname: own.name, memory: own.memory_mb, … }));
 * // guard_settings() { container_has_settings "$CTID" "hostname=$CONTAINER_NAME" "memory=$CONTAINER_MEMORY_MB" … ; }
 * // apply_settings() { apply_container_settings "$CTID" "$CONTAINERS_CONF_LOCK_DEADLINE_SECONDS" "hostname=$CONTAINER_NAME" … ; }
 */
export function lxcSettings(props: LxcSettingsProps): Resource<"container-settings"> {
  const { container, ctid, lockDeadline, needs = [] } = props;
  const settings = settingsOf(props);
  const conf = text`/etc/pve/lxc/${ctid}.conf`;
  return resource({
    kind: "lxc-settings",
    claim: "container-settings",
    summary: text`container ${ctid} has the declared settings`.expression,
    guard: call("container_has_settings", ctid, ...settings),
    apply: call("apply_container_settings", ctid, lockDeadline, ...settings),
    preflight: call("settings_can_be_made", ctid, ...refusableOf(props)),
    facts: [fact("observe_running_guests")],
    needs: [container, ...needs],
    effects: [
      ...reads("file", conf, "/proc/net/unix"),
      ...writes("config-line", text`settings of ${conf}`),
      ...uses("command", "pct"),
    ],
    waits: [
      {
        name: "conf_lock",
        deadline: expressionOf(lockDeadline),
        polls: "Proxmox's lock of the container's configuration",
      },
    ],
  });
}

/** Each as `name=value`: the names are Proxmox's own where it has one. */
function settingsOf(props: LxcSettingsProps): Value<string>[] {
  const { name, bridge, ip, gw, hwaddr } = props.network;
  return [
    text`hostname=${props.hostname}`,
    text`memory=${props.memory}`,
    text`swap=${props.swap}`,
    text`cores=${props.cores}`,
    text`onboot=${props.startAtBoot}`,
    text`startup=order=${props.bootOrder},up=${props.bootDelay}`,
    text`net0=name=${name},bridge=${bridge},ip=${ip},gw=${gw},hwaddr=${hwaddr}`,
    text`nameserver=${props.nameservers}`,
    text`features=${props.features}`,
    text`profile=${props.apparmorProfile}`,
    ...refusableOf(props),
  ];
}

/** Those that a host or a container may not take: all that has to be asked for before the first change. */
function refusableOf(props: LxcSettingsProps): Value<string>[] {
  return [
    text`mounts=${props.mountPoints}`,
    text`lines=${props.rawOptions}`,
    text`unprivileged=${props.unprivileged}`,
    text`size=${props.size}`,
  ];
}
