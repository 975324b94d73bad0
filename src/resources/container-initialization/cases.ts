import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Url } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Value } from "../../model/value.ts";
import { containerInitialization } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["lxc", "deadline"] } };
const mirror: Value<Url> = { expression: { type: "config", path: ["mirror"] } };
const restarted: Proof<"container-restarted"> = { claim: "container-restarted", step: "restart" };
const props = { ctid: "901", mirror, fetched: { file: "/opt/last", source: "/etc/x" }, deadline, restarted };

/** The only word is where later steps fetch from; which container it is, the frame knows. */
export const cases: KindCases = {
  kind: "container-initialization",
  cases: [
    {
      name: "looks for the configured mirror",
      resource: () => containerInitialization(props),
      guard: ['wait_for_container_initialization "$MIRROR" /opt/last /etc/x'],
    },
    {
      name: "looks at no network where nothing is fetched",
      resource: () => containerInitialization({ ...props, mirror: "" }),
      guard: ["wait_for_container_initialization '' /opt/last /etc/x"],
    },
    {
      name: "takes a mirror that is a directory",
      resource: () => containerInitialization({ ...props, mirror: "file:/srv/cuda/repos" }),
      guard: ["wait_for_container_initialization file:/srv/cuda/repos /opt/last /etc/x"],
    },
    {
      name: "reads what the kernel says of routes, and asks systemd where there is one",
      resource: () => containerInitialization({ ...props, ctid: "902" }),
      guard: ['wait_for_container_initialization "$MIRROR" /opt/last /etc/x'],
      effects: ["reads file /proc/net/route", "reads command systemctl"],
    },
  ],
};
