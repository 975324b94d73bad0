import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const told = `
declare -gA flags=()
for line in "\${@:3}"; do
  [[ $line != --reinstall ]] || { flags[reinstall]=yes; continue; }
  take_container "$line"
done
tell_if_declared declared "$1" "$2"
tell_if_installed_here here "$1" "$2"
tell_origin origin "$1" "$2"
printf '%s %s %s' "$declared" "$here" "$origin"
`;

/** "declared, installed here, origin" of a feature, for containers as `901:900:nvidia vllm`. */
function answers(ctid: string, feature: string, ...containers: readonly string[]): string {
  const { status, stdout, stderr } = withLibrary(told, ctid, feature, ...containers);
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout;
}

/** 906 is a clone of 905, … of 900; only 900 declares the feature. */
function chain(depth: number): string[] {
  return Array.from({ length: depth + 1 }, (_, index) =>
    index === 0 ? "900::nvidia" : `${900 + index}:${899 + index}:base_setup`,
  );
}

test("a container's own feature is installed on it", () => {
  expect(answers("900", "nvidia", ...chain(0))).toBe("true true ");
});

test.each([1, 2, 3, 4, 5, 6])("a feature is inherited over %i clones", (depth) => {
  expect(answers(String(900 + depth), "nvidia", ...chain(depth))).toBe("true false 900");
  expect(answers(String(900 + depth), "docker", ...chain(depth))).toBe("false false ");
});

test("what a container declares and nothing it was cloned from does is installed on it", () => {
  expect(answers("901", "nvidia", "901:900:nvidia", "900::base_setup")).toBe("true true ");
});

test("what is declared again on the way comes from the nearest", () => {
  const containers = ["912:911:nvidia", "911:901:nvidia", "901:900:nvidia", "900::"];
  expect(answers("912", "nvidia", ...containers)).toBe("true false 911");
});

test("what is inherited is installed again where the operator says so, and nothing else is", () => {
  const containers = ["--reinstall", "901:900:vllm", "900::nvidia"];
  expect(answers("901", "nvidia", ...containers)).toBe("true true 900");
  expect(answers("901", "docker", ...containers)).toBe("false false ");
});

test.each(["nvidi", "nvidia2", "*", "n.idia", "Nvidia"])("no part of a name is the name: %s", (name) => {
  expect(answers("900", name, "900::vllm nvidia docker")).toBe("false false ");
});

test.each([
  ["of itself", ["901:901:"]],
  ["of its clone", ["901:902:", "902:901:"]],
  ["further up", ["901:902:", "902:903:", "903:902:"]],
])("a clone %s comes to an end", (_, containers) => {
  expect(answers("901", "nvidia", ...containers)).toBe("false false ");
});

test("a circle hides nothing that is on the way", () => {
  expect(answers("901", "nvidia", "901:902:", "902:903:", "903:901:nvidia")).toBe("true false 903");
  expect(answers("901", "nvidia", "901:902:nvidia", "902:901:")).toBe("true true ");
});

test("a container that nobody configured has nothing", () => {
  expect(answers("999", "nvidia", ...chain(2))).toBe("false false ");
});
