import { expectTypeOf, test } from "vitest";
import {
  aptServers,
  containerInitialization,
  containerRunning,
  installedPackages,
  locale,
  pythonVenv,
  text,
  timezone,
} from "../../src/index.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site } from "./site.ts";

const { deadline } = site;
const ctid = "901";

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("how a feature begins", () => {
  expectTypeOf(containerRunning({ ctid, deadline })).toEqualTypeOf<Resource<"container-running">>();
  expectTypeOf(containerRunning).toBeFunction();
  expectTypeOf(aptServers).returns.toEqualTypeOf<Resource<"apt-servers">>();
  const running = proofOf("container-running");
  expectTypeOf(containerInitialization({ ctid, deadline, running })).toEqualTypeOf<
    Resource<"container-initialized">
  >();
  // @ts-expect-error a restart waits for settings, and not for any other step
  refused(() => containerRunning({ ctid, deadline, settings: running }));
  // @ts-expect-error a start that does not come ends by a deadline that the site can change
  refused(() => containerRunning({ ctid, deadline: 60 }));
  // @ts-expect-error without packages no server is needed
  refused(() => aptServers({ deadline }));
});

test("what stands on packages, wherever they were installed", () => {
  const packages = proofOf("packages");
  const complete = proofOf("packages-verified");
  const origin = text`900`;
  expectTypeOf(installedPackages({ names: ["jq"], packages, origin })).toEqualTypeOf<
    Resource<"packages-verified">
  >();
  expectTypeOf(installedPackages).toBeFunction();
  expectTypeOf(locale({ name: "en_US.UTF-8", packages })).toEqualTypeOf<Resource<"locale">>();
  expectTypeOf(locale).toBeFunction();
  expectTypeOf(timezone({ name: "Etc/UTC", packages: complete })).toEqualTypeOf<Resource<"timezone">>();
  expectTypeOf(timezone).toBeFunction();
  expectTypeOf(pythonVenv({ packages: complete })).toEqualTypeOf<Resource<"python-venv">>();
  expectTypeOf(pythonVenv).toBeFunction();
  const servers = proofOf("apt-servers");
  // @ts-expect-error that a server is within reach installs nothing
  refused(() => locale({ name: "en_US.UTF-8", packages: servers }));
  // @ts-expect-error likewise
  refused(() => timezone({ name: "Etc/UTC", packages: servers }));
  // @ts-expect-error likewise
  refused(() => pythonVenv({ packages: servers }));
  // @ts-expect-error where do they come from?
  refused(() => installedPackages({ names: ["jq"], packages }));
});
