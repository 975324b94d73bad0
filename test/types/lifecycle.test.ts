import { expectTypeOf, test } from "vitest";
import {
  applicationScript,
  healthCheck,
  lxcDefinition,
  lxcSettings,
  templateSnapshot,
} from "../../src/index.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site } from "./site.ts";

const { url, sha256, deadline } = site;
const ctid = "901";

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

const none = { hostname: "", storage: "", size: "", unprivileged: "" };
const network = { name: "", bridge: "", ip: "", gw: "", hwaddr: "" };
const machine = { memory: "", swap: "", cores: "", startAtBoot: "", bootOrder: "", bootDelay: "" };
const raw = { features: "", mountPoints: "", rawOptions: "", apparmorProfile: "" };

test("a container is made, set, proven and kept", () => {
  const made = { ...none, ctid, parent: "", snapshot: "", template: "", deadline };
  expectTypeOf(lxcDefinition(made)).toEqualTypeOf<Resource<"container-defined">>();
  // @ts-expect-error seconds come from the configuration
  refused(() => lxcDefinition({ ...made, deadline: 5 }));
  // @ts-expect-error whether it is privileged is to be said
  refused(() => lxcDefinition({ ...made, unprivileged: undefined }));

  const container = proofOf("container-defined");
  const { size, unprivileged, hostname } = none;
  const set = {
    ...machine,
    ...raw,
    network,
    nameservers: "",
    size,
    unprivileged,
    hostname,
    lockDeadline: deadline,
  };
  expectTypeOf(lxcSettings({ ...set, container, ctid })).toEqualTypeOf<Resource<"container-settings">>();
  // @ts-expect-error the container must have been made
  refused(() => lxcSettings({ ...set, container: proofOf("container-running"), ctid }));

  const kept = { ctid, name: "base", digest: sha256, storage: "", mountPoints: "" };
  const needs = [proofOf("container-healthy")];
  expectTypeOf(templateSnapshot({ ...kept, needs })).toEqualTypeOf<Resource<"template-snapshot">>();
  // @ts-expect-error what was not verified is not kept
  refused(() => templateSnapshot(kept));
  // @ts-expect-error a URL is no digest
  refused(() => templateSnapshot({ ...kept, digest: url, needs }));
});

test("what runs in it has a deadline", () => {
  const script = { ctid, directory: "/x", script: "x.sh", sha256 };
  expectTypeOf(applicationScript({ ...script, deadline })).toEqualTypeOf<Resource<"application-run">>();
  // @ts-expect-error a script may hang
  refused(() => applicationScript(script));
  const check = { ctid, command: "true", interval: "5" };
  expectTypeOf(healthCheck({ ...check, deadline })).toEqualTypeOf<Resource<"container-healthy">>();
  // @ts-expect-error and so may what it starts
  refused(() => healthCheck(check));
});
