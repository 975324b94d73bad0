import { expectTypeOf, test } from "vitest";
import {
  aptPackage,
  aptRepository,
  containerToolkitConfig,
  dockerEngine,
  jsonMerge,
  lxcFeatures,
  serviceRunning,
  text,
} from "../../src/index.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site } from "./site.ts";

const { deadline } = site;

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("what has to hold before Docker comes", () => {
  const demo = aptRepository({
    name: "demo",
    base: site.mirror,
    key: site.url,
    keyField: "demo.key",
    fingerprint: "A".repeat(40),
    package: "demo",
    cache: "/var/cache/demo",
    deadline,
    lockDeadline: deadline,
  });
  expectTypeOf(demo).toEqualTypeOf<Resource<"demo-repository">>();
  expectTypeOf(aptRepository).toBeFunction();
  const from = proofOf("demo-repository");
  expectTypeOf(aptPackage({ name: "demo", from, lockDeadline: deadline })).toEqualTypeOf<
    Resource<"package">
  >();
  expectTypeOf(lxcFeatures({ ctid: "901", names: ["nesting"] })).toEqualTypeOf<Resource<"lxc-features">>();
  expectTypeOf(lxcFeatures).toBeFunction();
  // @ts-expect-error a container without any feature needs no step
  refused(() => lxcFeatures({ ctid: "901", names: [] }));
  // @ts-expect-error a key is held against its fingerprint
  refused(() => aptRepository({ ...demo, name: "x", base: "", key: "", keyField: "", package: "" }));
});

test("settings, and what is restarted for them", () => {
  const values = { "storage-driver": text`overlay2`, runtimes: { demo: { args: [1, true, "x"] } } };
  expectTypeOf(jsonMerge({ path: "/etc/demo.json", values })).toEqualTypeOf<Resource<"json">>();
  expectTypeOf(jsonMerge).toBeFunction();
  const service = serviceRunning({ unit: "demo.service", changed: ["/etc/demo.json"], deadline });
  expectTypeOf(service).toEqualTypeOf<Resource<"service-running">>();
  expectTypeOf(serviceRunning).toBeFunction();
  // @ts-expect-error a relative path is relative to nothing
  refused(() => jsonMerge({ path: "etc/demo.json", values }));
  // @ts-expect-error null is no member that could be compared
  refused(() => jsonMerge({ path: "/etc/demo.json", values: { debug: null } }));
  // @ts-expect-error a start that does not come ends by a deadline that the site can change
  refused(() => serviceRunning({ unit: "demo.service", deadline: 60 }));
  // @ts-expect-error a target does not read any file
  refused(() => serviceRunning({ unit: "demo.target", deadline }));
});

test("what is asked of Docker and its toolkit", () => {
  const toolkit = proofOf("package");
  expectTypeOf(containerToolkitConfig({ toolkit })).toEqualTypeOf<Resource<"container-toolkit-config">>();
  expectTypeOf(containerToolkitConfig).toBeFunction();
  const asked = { version: "", storageDriver: "", runtime: "", origin: text`900` };
  const engine = dockerEngine({ ...asked, service: proofOf("service-running") });
  expectTypeOf(engine).toEqualTypeOf<Resource<"docker-engine">>();
  expectTypeOf(dockerEngine).toBeFunction();
  // @ts-expect-error the packages alone do not say that the engine runs
  refused(() => dockerEngine({ ...asked, service: toolkit }));
  // @ts-expect-error the toolkit's configuration comes with its package
  refused(() => containerToolkitConfig({ toolkit: proofOf("json") }));
});
