import { expectTypeOf, test, expect as toHold } from "vitest";
import {
  configuration,
  containerRunning,
  declaredFeatures,
  field,
  type ManagingHost,
  orchestration,
  type Value,
} from "../../src/index.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import type { Proof } from "../../src/model/proof.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site, siteConfig } from "./site.ts";

const guests = configuration({
  name: "guests",
  file: "/etc/guests.json",
  schema: field.section({
    guests: field.containers(
      "The containers.",
      field.section({ name: field.optional(field.url("A name.")) }),
    ),
  }),
});
const files = { config: siteConfig, containers: guests, hypervisor: [], features: [] };

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("a pipeline over all containers", () => {
  const built = orchestration(
    "x",
    { ...files, deadline: (config) => config.deadline },
    (host, _container, { ctid, binDirectory }) => {
      expectTypeOf(host).toEqualTypeOf<ManagingHost>();
      expectTypeOf<ManagingHost>().toHaveProperty("run");
      expectTypeOf(binDirectory).toEqualTypeOf<Value<string>>();
      const running = host.ensure("running", containerRunning({ ctid, deadline: site.deadline }));
      const features = host.run("features", declaredFeatures({ ctid, running }));
      expectTypeOf(features).toEqualTypeOf<Proof<"container-features">>();
    },
  );
  expectTypeOf(orchestration).toBeFunction();
  expectTypeOf(built).toEqualTypeOf<Pipeline>();
  toHold([built.target, built.script, built.steps.map(({ mode }) => mode)]).toEqual([
    "containers",
    "x.sh",
    ["ensure", "run"],
  ]);
  // @ts-expect-error a call into a container has a deadline that the site can change
  refused(() => orchestration("x", files, () => {}));
});

test("the features of the container at hand", () => {
  expectTypeOf(declaredFeatures({ ctid: "901", running: proofOf("container-running") })).toEqualTypeOf<
    Resource<"container-features">
  >();
  expectTypeOf(declaredFeatures).toBeFunction();
  // @ts-expect-error nothing is installed in a container that may not run
  refused(() => declaredFeatures({ ctid: "901", running: proofOf("container-settings") }));
});
