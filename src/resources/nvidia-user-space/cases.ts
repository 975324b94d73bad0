import type { KindCases } from "../../model/cases.ts";
import type { Sha256, Version } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { text, type Value } from "../../model/value.ts";
import { nvidiaUserSpace } from "./index.ts";

const version: Value<Version> = { expression: { type: "config", path: ["driver", "version"] } };
const sha256: Value<Sha256> = { expression: { type: "config", path: ["sha256"] } };
const nodes: Proof<"nvidia-devices"> = { claim: "nvidia-devices", step: "devices" };
const tools: Proof<"packages"> = { claim: "packages", step: "installer_tools" };
const props = { installer: "/srv/driver.run", sha256, version, nodes };

/** On the host the container is asked, and given the file; the rest of the work is done inside. */
export const cases: KindCases = {
  kind: "nvidia-user-space",
  cases: [
    {
      name: "asks the container, which judges by version",
      resource: () => nvidiaUserSpace(props),
      guard: ["ask_for_user_space"],
      inside: { guard: ['user_space_is_installed "$DRIVER_VERSION"'] },
    },
    {
      name: "brings the file of the host, under its own name",
      resource: () => nvidiaUserSpace(props),
      guard: ["ask_for_user_space"],
      apply: ['bring_user_space "$STEP_INSTALLER" "$SHA256" "$STEP_COPY"'],
      inside: { apply: ['install_user_space "$STEP_COPY" "$SHA256" "$DRIVER_VERSION"'] },
      effects: ["writes file /var/lib/phoenix_hypervisor/driver.run"],
    },
    {
      name: "takes a file that is named by the configuration",
      resource: () => nvidiaUserSpace({ ...props, installer: text`/srv/${version}.run`, needs: [tools] }),
      guard: ["ask_for_user_space"],
      apply: ['bring_user_space "$STEP_INSTALLER" "$SHA256" "$STEP_COPY"'],
    },
    {
      name: "brings the commands that later steps use",
      resource: () => nvidiaUserSpace(props),
      guard: ["ask_for_user_space"],
      effects: [
        "provides command nvidia-smi",
        "reads package libcuda1",
        "writes file /var/lib/phoenix_hypervisor/unfinished-driver",
      ],
    },
  ],
};
