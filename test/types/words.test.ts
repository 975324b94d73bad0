import { readdirSync, readFileSync } from "node:fs";
import { expectTypeOf, test, expect as toHold } from "vitest";
import type { z } from "zod";
import * as words from "../../src/index.ts";
import {
  basename,
  bash,
  type Container,
  configuration,
  dotsToDashes,
  expect,
  type Fault,
  fetches,
  field,
  file,
  given,
  type Host,
  hostPipeline,
  type Layer,
  layer,
  type Proof,
  provides,
  type ReadyContainer,
  reads,
  removes,
  type Scenario,
  type Script,
  type Sentence,
  scenario,
  specification,
  text,
  uses,
  type Value,
  when,
  writes,
} from "../../src/index.ts";
import type { Configuration } from "../../src/model/config.ts";
import type { Effect } from "../../src/model/effect.ts";
import type { Seconds, Url, Version } from "../../src/model/fields.ts";
import type { Pipeline } from "../../src/model/pipeline.ts";
import type { Specification } from "../../src/model/scenario.ts";
import { site, siteConfig } from "./site.ts";

/** Wrong code for the type checker only: it is never run. */
function refused(_wrong: () => unknown): void {}

test("configuration and field", () => {
  expectTypeOf(configuration).returns.toExtend<Configuration>();
  expectTypeOf(field.section).returns.toExtend<z.ZodObject>();
  expectTypeOf(site.url).toEqualTypeOf<Value<Url>>();
  expectTypeOf(site.mirror).toEqualTypeOf<Value<Url>>();
  expectTypeOf(site.key).toEqualTypeOf<Value<Url | undefined>>();
  expectTypeOf(site.version).toEqualTypeOf<Value<Version>>();
  expectTypeOf(site.deadline).toEqualTypeOf<Value<Seconds>>();
  expectTypeOf(site.on).toEqualTypeOf<Value<boolean>>();
  // @ts-expect-error a deadline has a default
  refused(() => field.seconds("A deadline."));
});

test("values of different meanings", () => {
  expectTypeOf<Value<Url>>().not.toExtend<Value<Version>>();
  expectTypeOf<Value<boolean>>().not.toExtend<Value<Seconds>>();
  expectTypeOf(text`a ${site.url}`).toEqualTypeOf<Value<string>>();
  expectTypeOf(text).returns.toEqualTypeOf<Value<string>>();
  expectTypeOf(basename).returns.toEqualTypeOf<Value<string>>();
  expectTypeOf(dotsToDashes).returns.toEqualTypeOf<Value<string>>();
  // @ts-expect-error a number is no text and no value
  refused(() => text`a ${7}`);
  // @ts-expect-error a number has no last component
  refused(() => basename(7));
  // @ts-expect-error a release is text
  refused(() => dotsToDashes(12.8));
});

test("bash", () => {
  expectTypeOf(bash).returns.toEqualTypeOf<Script>();
  expectTypeOf<Script>().toHaveProperty("body");
  // @ts-expect-error an object has no quoting
  refused(() => bash`echo ${{}}`);
});

test("effects", () => {
  expectTypeOf(reads).returns.toEqualTypeOf<Effect[]>();
  expectTypeOf(writes).returns.toEqualTypeOf<Effect[]>();
  expectTypeOf(removes).returns.toEqualTypeOf<Effect[]>();
  expectTypeOf(uses).returns.toEqualTypeOf<Effect[]>();
  expectTypeOf(provides).returns.toEqualTypeOf<Effect[]>();
  expectTypeOf(fetches).parameters.toEqualTypeOf<
    [url: string | Value<unknown>, pin: string | Value<unknown>]
  >();
  // @ts-expect-error there is no such subject
  refused(() => reads("folder", "/srv"));
  // @ts-expect-error a download needs its pin
  refused(() => fetches("https://example.org/x"));
});

test("a host and its steps", () => {
  const built = hostPipeline("x", { config: siteConfig }, (host, config) => {
    expectTypeOf(host).toEqualTypeOf<Host>();
    expectTypeOf(config.url).toEqualTypeOf<Value<Url>>();
    expectTypeOf(host.ensure("a", file({ path: "/a", content: "" }))).toEqualTypeOf<Proof<"file">>();
    // @ts-expect-error a step is named before its resource
    refused(() => host.ensure(file({ path: "/a", content: "" })));
  });
  expectTypeOf(hostPipeline).toBeFunction();
  expectTypeOf(built).toEqualTypeOf<Pipeline>();
  expectTypeOf<Host>().toHaveProperty("onlyIf");
  expectTypeOf<Proof<"a">>().not.toExtend<Proof<"b">>();
  toHold(built.steps.map(({ id }) => id)).toEqual(["a"]);
});

test("containers", () => {
  expectTypeOf<Container>().not.toExtend<ReadyContainer>();
  expectTypeOf<Container["waitForInitialization"]>().returns.toEqualTypeOf<ReadyContainer>();
  expectTypeOf<ReadyContainer["initialized"]>().toEqualTypeOf<Proof<"container-initialized">>();
  expectTypeOf<Host["container"]>().returns.toEqualTypeOf<Container>();
});

test("scenarios", () => {
  const shown = scenario("s", given.host(), when.run(), expect.exit(0), expect.step("ok", "a"));
  expectTypeOf(shown).toEqualTypeOf<Scenario>();
  expectTypeOf<Scenario>().toHaveProperty("sentences");
  expectTypeOf(scenario).returns.toEqualTypeOf<Scenario>();
  expectTypeOf(given.host).returns.toEqualTypeOf<Sentence>();
  expectTypeOf(when.run).parameters.toEqualTypeOf<string[]>();
  expectTypeOf(expect.exit).returns.toEqualTypeOf<Sentence>();
  expectTypeOf(layer).returns.toEqualTypeOf<Layer>();
  expectTypeOf<Sentence>().toHaveProperty("call");
  expectTypeOf<Layer>().toHaveProperty("sentences");
  expectTypeOf(specification).returns.toEqualTypeOf<Specification>();
  expectTypeOf<Fault>().toHaveProperty("action");
  expectTypeOf(given.fault).parameters.toEqualTypeOf<[command: string, fault: Fault]>();
  // @ts-expect-error a command cannot misbehave in this way
  refused(() => given.fault("jq", { action: "sing" }));
  // @ts-expect-error no script exits with 7
  refused(() => expect.exit(7));
  // @ts-expect-error a step has no such word
  refused(() => expect.step("done", "a"));
  // @ts-expect-error hosts are Debian 12 or 13
  refused(() => given.host("debian11"));
});

test("every word of the DSL has a type test", () => {
  const index = readFileSync("src/index.ts", "utf8");
  const types = [...index.matchAll(/\btype (\w+)/g)].map(([, name = ""]) => name);
  const tests = readdirSync("test/types")
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => readFileSync(`test/types/${name}`, "utf8"))
    .join("\n");
  const hasTest = (name: string) => new RegExp(`expectTypeOf[(<]\\s*${name}\\b`).test(tests);
  toHold([...Object.keys(words), ...types].filter((name) => !hasTest(name))).toEqual([]);
});
