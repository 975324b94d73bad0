import { expect, test } from "vitest";
import { parseBash } from "../../src/shell/parse.ts";
import { mutantsOf } from "./mutants.ts";
import { filesFor } from "./relevance.ts";
import { faultsOf, tableOf } from "./table.ts";

const host = `guard_a() { file_is /a; }
apply_a() { replace_file /a; }
guard_b() { file_is /b; }

converge_steps() {
  converge a '/a'
  if [[ $B == true ]]; then
    converge b '/b'
  else
    skip_steps 'no b' b
  fi
}
`;

const container = `guard_c() { ask_container c; }
inside_guard_c() { package_is c; }
inside_verify_c() { file_is /c; }
inside_apply_c() { replace_file /c; }

converge_steps() {
  wait_inside ready 'the container is up' "$DEADLINE"
  converge c 'c'
  wait_until d 'd' 30
}
`;

const library = `# Looks.
file_is() { # <path>
  local answer
  probe answer stat --printf=%s \\
    -- "$1" || answer=''
  [[ -n $answer ]] || cannot_tell $'what\\nstat says' nothing
}

package_is() { # <name>
  if ! ask_apt policy apt-cache policy "$1"; then return 1; fi
}

prove() { "guard_$1"; }
`;

const mutants = mutantsOf(
  [
    { file: "host/a.sh", text: host, needs: new Map([["b", ["a"]]]) },
    { file: "lxc/c.sh", text: container, needs: new Map([["c", ["ready"]]]) },
  ],
  { file: "library.sh", text: library },
);
const named = (name: string) => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (found === undefined) throw new Error(`no mutant is called ${name}`);
  return found;
};

test("every guard, step, order edge, probe and doubt of every file is broken once", () => {
  expect(mutants.map(({ name }) => name)).toEqual([
    "host/a.sh: always holds: guard_a",
    "host/a.sh: always drifts: guard_a",
    "host/a.sh: always holds: guard_b",
    "host/a.sh: always drifts: guard_b",
    "host/a.sh: dropped: converge a",
    "host/a.sh: dropped: converge b",
    "host/a.sh: order: b before a",
    "lxc/c.sh: always holds: guard_c",
    "lxc/c.sh: always drifts: guard_c",
    "lxc/c.sh: always holds: inside_guard_c",
    "lxc/c.sh: always drifts: inside_guard_c",
    "lxc/c.sh: always holds: inside_verify_c",
    "lxc/c.sh: always drifts: inside_verify_c",
    "lxc/c.sh: dropped: wait_inside ready",
    "lxc/c.sh: dropped: converge c",
    "lxc/c.sh: dropped: wait_until d",
    "lxc/c.sh: order: c before ready",
    "library.sh: overlooked: probe answer stat --printf=%s in file_is",
    "library.sh: guesses: file_is",
    'library.sh: overlooked: ask_apt policy apt-cache policy "$1" in package_is',
    "library.sh: silenced: prove",
  ]);
});

test("each changes its function, and the result is still bash", () => {
  const texts = new Map([
    ["host/a.sh", host],
    ["lxc/c.sh", container],
    ["library.sh", library],
  ]);
  for (const { file, was, becomes } of mutants) {
    expect(texts.get(file)).toContain(was);
    expect(becomes).not.toBe(was);
    expect(() => parseBash(becomes)).not.toThrow();
  }
});

test("a step that is moved stands before the one it needs, and only there", () => {
  const { becomes } = named("host/a.sh: order: b before a");
  expect(becomes.indexOf("converge b")).toBeLessThan(becomes.indexOf("converge a"));
  expect(becomes.split("converge b")).toHaveLength(2);
});

test("the failure of a probe is overlooked with its exit code, and in the function itself", () => {
  const { becomes } = named("library.sh: overlooked: probe answer stat --printf=%s in file_is");
  expect(becomes).toContain('file_is() { overlook() { "$@" || last_exit=0; };');
  expect(becomes).toContain("  overlook probe answer stat --printf=%s \\\n");
});

test("a fault of the library concerns the scripts that reach it, and their steps that do", () => {
  expect([...named("library.sh: guesses: file_is").concerns]).toEqual([
    ["host/a.sh", ["a", "b"]],
    ["lxc/c.sh", ["c"]],
  ]);
});

const group = (path: string, text: string) => ({ path, text });
const suites = new Map([
  [
    "host/a.sh",
    [
      group("a/drift.bats", "step ok a; step ok a"),
      group("a/other.bats", "step ok b"),
      group("a/probes-of-a.bats", "exits 1"),
    ],
  ],
  ["lxc/c.sh", [group("c/rest.bats", "exits 0"), group("c/steps.bats", "step ok c")]],
]);

test("a fault of a script is tried against its own scenarios, those of its step first", () => {
  const files = filesFor(named("host/a.sh: always holds: guard_b"), suites);
  expect(files).toEqual(["a/other.bats", "a/probes-of-a.bats", "a/drift.bats"]);
});

test("a fault of the library is tried where the fewest groups are, then where commands fail", () => {
  expect(filesFor(named("library.sh: guesses: file_is"), suites)).toEqual([
    "c/steps.bats",
    "c/rest.bats",
    "a/probes-of-a.bats",
    "a/other.bats",
    "a/drift.bats",
  ]);
});

const doubt = "library.sh: guesses: file_is";

test("a survivor is a fault unless it is argued for, and an argument must hold", () => {
  const faults = (verdict: string, argued: Record<string, string>, only = "") =>
    faultsOf(mutants, new Map([[doubt, verdict]]), argued, (name) => name.includes(only));
  expect(faults("", {})).toEqual([`survived: ${doubt}`]);
  expect(faults("", { [doubt]: "why" })).toEqual([]);
  expect(faults("x", { [doubt]: "why" })).toEqual([`argued, but noticed: ${doubt} (x)`]);
  expect(faults("x", { gone: "why" })).toEqual(["argued, but there is no such mutant: gone"]);
  expect(faults("", {}, "lxc/")).toEqual([]);
});

test("the table tells who noticed, and the argument where nobody can", () => {
  const verdicts = new Map([
    ["host/a.sh: always holds: guard_a", "the driver'\\''s | file"],
    ["host/a.sh: always holds: guard_b", ""],
    [doubt, ""],
  ]);
  const table = tableOf(mutants, verdicts, { [doubt]: "nothing goes by it." });
  expect(table).toContain("1 of 3 noticed, 1 argued to be without effect, 1 survived, 18 not tried.");
  expect(table).toContain("## host/a.sh\n\n| fault | noticed by |");
  expect(table).toContain("| always holds: guard_a | the driver's \\| file |");
  expect(table).toContain("| always holds: guard_b | **survived** |");
  expect(table).toContain("| guesses: file_is | by none: nothing goes by it. |");
});
