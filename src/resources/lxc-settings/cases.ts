import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { lxcSettings } from "./index.ts";

const container: Proof<"container-defined"> = { claim: "container-defined", step: "definition" };
const own = (...path: string[]): Value<string> => ({
  expression: { type: "config", path: ["lxc_configs", "*", ...path] },
});
const lockDeadline: Value<Seconds> = { expression: { type: "config", path: ["deadline"] } };
const props = {
  container,
  ctid: "901",
  hostname: own("name"),
  memory: "",
  swap: "",
  cores: "",
  startAtBoot: "",
  bootOrder: own("boot_order"),
  bootDelay: "",
  network: { name: "", bridge: "", ip: own("network_config", "ip"), gw: "", hwaddr: "" },
  nameservers: "",
  features: "",
  mountPoints: own("mount_points"),
  rawOptions: "",
  apparmorProfile: "",
  unprivileged: "",
  size: "",
  lockDeadline,
};
const others =
  '"hostname=$CONTAINER_NAME" memory= swap= cores= onboot= "startup=order=$CONTAINER_BOOT_ORDER,up=" ' +
  '"net0=name=,bridge=,ip=$CONTAINER_NETWORK_CONFIG_IP,gw=,hwaddr=" nameserver= features= profile= ';
const refusable = '"mounts=$CONTAINER_MOUNT_POINTS" lines= unprivileged= size=';
const settings = `${others}${refusable}`;
const guard = [`container_has_settings 901 ${settings}`];

/** Every setting goes to bash with its name; what is empty there, nobody has declared. */
export const cases: KindCases = {
  kind: "lxc-settings",
  cases: [
    {
      name: "names each setting",
      resource: () => lxcSettings(props),
      guard,
    },
    {
      name: "changes the same ones, with a deadline for Proxmox's lock",
      resource: () => lxcSettings(props),
      guard,
      apply: [`apply_container_settings 901 "$DEADLINE" ${settings}`],
    },
    {
      name: "asks before the first change what of it can be made",
      resource: () => lxcSettings(props),
      guard,
      preflight: [`settings_can_be_made 901 ${refusable}`],
    },
    {
      name: "owns the settings, and reads whether the container runs with them",
      resource: () => lxcSettings(props),
      guard,
      effects: [
        "writes config-line settings of /etc/pve/lxc/901.conf",
        "reads file /etc/pve/lxc/901.conf",
        "reads file /proc/net/unix",
        "uses command pct",
      ],
    },
  ],
};
