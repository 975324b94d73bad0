import type { KindCases } from "../../model/cases.ts";
import type { Seconds, Url } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import type { Input, Value } from "../../model/value.ts";
import { containerInitialization } from "./index.ts";

const deadline: Value<Seconds> = { expression: { type: "config", path: ["lxc", "deadline"] } };
const mirror: Value<Url> = { expression: { type: "config", path: ["mirror"] } };
const running: Proof<"container-running"> = { claim: "container-running", step: "restart" };
const props = { ctid: "901", deadline, running };
const from = (base: Input) => ({ base, file: "/opt/last", source: "/etc/x" });

/** The only word is where later steps fetch from; which container it is, the frame knows. */
export const cases: KindCases = {
  kind: "container-initialization",
  cases: [
    {
      name: "looks for the configured mirror",
      resource: () => containerInitialization({ ...props, repository: from(mirror) }),
      guard: ['wait_for_container_and_repository "$MIRROR" /opt/last /etc/x'],
    },
    {
      name: "looks at no network where nothing is fetched",
      resource: () => containerInitialization(props),
      guard: ["wait_for_container_initialization"],
    },
    {
      name: "takes a mirror that is a directory",
      resource: () => containerInitialization({ ...props, repository: from("file:/srv/cuda/repos") }),
      guard: ["wait_for_container_and_repository file:/srv/cuda/repos /opt/last /etc/x"],
    },
    {
      name: "reads what the kernel says of routes, and asks systemd where there is one",
      resource: () => containerInitialization({ ...props, ctid: "902", repository: from(mirror) }),
      guard: ['wait_for_container_and_repository "$MIRROR" /opt/last /etc/x'],
      effects: ["reads file /proc/net/route", "reads command systemctl"],
    },
  ],
};
