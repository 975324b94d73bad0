import { expectTypeOf, test, expect as toHold } from "vitest";
import {
  type ContainerValues,
  call,
  computed,
  configuration,
  containerPipeline,
  containerRestart,
  type Feature,
  field,
  gpuPassthrough,
  lxcContainer,
  nvidiaHost,
  type Value,
} from "../../src/index.ts";
import type { Call } from "../../src/model/call.ts";
import type { GpuIndices, Seconds } from "../../src/model/fields.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site, siteConfig } from "./site.ts";

const guests = configuration({
  name: "guests",
  file: "/etc/guests.json",
  schema: field.section({
    guests: field.containers("The containers.", field.section({ gpus: field.gpus("GPUs.") })),
  }),
});

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("a pipeline for a container", () => {
  const built = containerPipeline(
    "x",
    { config: siteConfig, containers: guests, feature: "x", deadline: (config) => config.deadline },
    (host, container, { own, feature }) => {
      expectTypeOf(own.gpus).toEqualTypeOf<Value<GpuIndices>>();
      expectTypeOf(feature.isDeclared).toEqualTypeOf<Value<boolean>>();
      host.require("here", lxcContainer({ ctid: container.ctid }));
      const answer = container.onlyIf(feature.isDeclared, "not declared", () => 7);
      expectTypeOf(answer).toEqualTypeOf<number>();
    },
  );
  expectTypeOf(containerPipeline).toBeFunction();
  expectTypeOf(built).toEqualTypeOf<Pipeline>();
  expectTypeOf<Feature>().toHaveProperty("isInstalledHere");
  expectTypeOf<ContainerValues<typeof siteConfig.schema, typeof guests.schema>>().toHaveProperty("own");
  toHold([built.target, built.script]).toEqual(["container", "lxc_setup/x.sh"]);
  // @ts-expect-error a call into a container has a deadline that the site can change
  refused(() => containerPipeline("x", { config: siteConfig, containers: guests, feature: "x" }, () => {}));
});

test("values that are made of others", () => {
  expectTypeOf(call).returns.toEqualTypeOf<Call>();
  expectTypeOf(computed<Seconds>("X", "an x", call("tell_x", site.deadline))).toEqualTypeOf<Value<Seconds>>();
  expectTypeOf(computed).toBeFunction();
  // @ts-expect-error a value is made by a function, not by text
  refused(() => computed("X", "an x", "tell_x"));
});

test("what a host does for a container", () => {
  const gpus = computed<GpuIndices>("GPUS", "the GPUs", call("choose_where", "0", "true"));
  const ctid = "901";
  const container = proofOf("lxc-container");
  const passthrough = proofOf("gpu-passthrough");
  const passed = { container, ctid, gpus, mode: site.url, lockDeadline: site.deadline };
  expectTypeOf(lxcContainer).returns.toEqualTypeOf<Resource<"lxc-container">>();
  expectTypeOf(nvidiaHost).returns.toEqualTypeOf<Resource<"nvidia-host">>();
  expectTypeOf(gpuPassthrough(passed)).toEqualTypeOf<Resource<"gpu-passthrough">>();
  expectTypeOf(gpuPassthrough).toBeFunction();
  expectTypeOf(containerRestart).returns.toEqualTypeOf<Resource<"container-running">>();
  // @ts-expect-error the container was not looked for
  refused(() => gpuPassthrough({ ...passed, container: passthrough }));
  // @ts-expect-error what is started is what was configured before
  refused(() => containerRestart({ passthrough: container, ctid, gpus, deadline: site.deadline }));
  // @ts-expect-error GPUs are indices, not any text
  refused(() => nvidiaHost({ version: site.version, gpus: site.url }));
  // @ts-expect-error a container has a CTID
  refused(() => lxcContainer({}));
});
