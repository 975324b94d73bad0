import { expectTypeOf, test } from "vitest";
import {
  givenValues,
  httpAnswers,
  installedRelease,
  pinnedArchive,
  pythonEnvironment,
  pythonIndex,
  systemUser,
  text,
} from "../../src/index.ts";
import type { Resource } from "../../src/model/resource.ts";
import { proofOf, site } from "./site.ts";

const { url, sha256, deadline } = site;
const cache = "/var/cache/x";

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("what comes from one pinned file", () => {
  expectTypeOf(pinnedArchive({ from: url, sha256, path: "/opt/x", cache, deadline })).toEqualTypeOf<
    Resource<"release">
  >();
  expectTypeOf(pinnedArchive).toBeFunction();
  const lock = { requirements: url, sha256, packages: url, cache, deadline };
  expectTypeOf(pythonEnvironment({ ...lock, path: "/opt/x" })).toEqualTypeOf<Resource<"release">>();
  expectTypeOf(pythonEnvironment).toBeFunction();
  expectTypeOf(pythonIndex({ path: "/opt/x", sha256, packages: url, deadline })).toEqualTypeOf<
    Resource<"python-index">
  >();
  expectTypeOf(pythonIndex).toBeFunction();
  // @ts-expect-error an archive without a digest is anybody's
  refused(() => pinnedArchive({ from: url, path: "/opt/x", cache, deadline }));
  // @ts-expect-error a relative path lies anywhere
  refused(() => pythonEnvironment({ ...lock, path: "opt/x" }));
  // @ts-expect-error every wait ends by a deadline that the site can change
  refused(() => pythonIndex({ path: "/opt/x", sha256, packages: url, deadline: 30 }));
});

test("what is there by then", () => {
  const release = proofOf("release");
  const fitting = { path: "/opt/x", sha256, origin: text`900` } as const;
  expectTypeOf(installedRelease({ ...fitting, release })).toEqualTypeOf<Resource<"release-verified">>();
  expectTypeOf(installedRelease).toBeFunction();
  expectTypeOf(systemUser({ name: "x", home: "/var/lib/x" })).toEqualTypeOf<Resource<"system-user">>();
  expectTypeOf(systemUser).toBeFunction();
  expectTypeOf(givenValues).returns.toEqualTypeOf<Resource<"given-values">>();
  // @ts-expect-error what fits is a release, not a server that is within reach
  refused(() => installedRelease({ ...fitting, release: proofOf("python-index") }));
  // @ts-expect-error a home is a path on the target
  refused(() => systemUser({ name: "x", home: "~x" }));
});

test("a service that answers", () => {
  const asked = { address: "127.0.0.1:8000", path: "/health", unit: "x.service", deadline } as const;
  expectTypeOf(httpAnswers({ ...asked, service: proofOf("service-running") })).toEqualTypeOf<
    Resource<"http-answers">
  >();
  expectTypeOf(httpAnswers).toBeFunction();
  // @ts-expect-error an installed service is not a running one
  refused(() => httpAnswers({ ...asked, service: proofOf("release") }));
  // @ts-expect-error a unit has its type in its name
  refused(() => httpAnswers({ ...asked, service: proofOf("service-running"), unit: "x" }));
});
