import { call } from "../../model/call.ts";
import { reads, writes } from "../../model/effect.ts";
import { fact } from "../../model/fact.ts";
import type { AbsolutePath, Proof } from "../../model/proof.ts";
import { type Resource, resource } from "../../model/resource.ts";
import { named } from "../../model/value.ts";

/** Modules that the kernel is to leave alone. */
export interface ModuleBlacklistProps<P extends string> {
  readonly modules: readonly string[];
  /** Those among them that set the display's mode by themselves unless `modeset=0` forbids it. */
  readonly modeSetting?: readonly string[];
  /** Absolute path of a file of our own below `/etc/modprobe.d`. */
  readonly path: AbsolutePath<P>;
  /** Proofs of what must hold before. */
  readonly needs?: readonly Proof[];
}

/**
 * A file of our own that keeps the kernel from loading these modules by itself, and tells those that would set the
 * display's mode not to (facts: nvidia.md §4.3). It takes effect at the next boot, by the initramfs.
 *
 * @example
 * const conf = "/etc/modprobe.d/phoenix-nouveau.conf";
 * host.ensure("nouveau_off", moduleBlacklist({ modules: ["nouveau", "nvidiafb"], modeSetting: ["nouveau"], path: conf }));
 * // guard_nouveau_off() { file_is /etc/modprobe.d/phoenix-nouveau.conf 0644 "$NOUVEAU_OFF_CONTENT"; }
 */
export function moduleBlacklist<const P extends string>(
  props: ModuleBlacklistProps<P>,
): Resource<"module-blacklist"> {
  const { modules, modeSetting = [], path, needs = [] } = props;
  const lines = [
    ...modules.map((module) => `blacklist ${module}`),
    ...modeSetting.map((module) => `options ${module} modeset=0`),
  ];
  const content = named("CONTENT", `${lines.join("\n")}\n`);
  return resource({
    kind: "module-blacklist",
    claim: "module-blacklist",
    summary: { type: "literal", text: `${modules.join(", ")} kept from loading by ${path}` },
    guard: call("file_is", path, "0644", content),
    apply: call("replace_file", path, "0644", content),
    facts: [fact("observe_files", path)],
    needs,
    effects: [...reads("file", path), ...writes("file", path)],
  });
}
