import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";
import { FakeHost } from "./host.ts";

/** Of several exit codes the one of the whole. */
function worst(...codes: number[]): string {
  const { stdout } = withLibrary(
    'whole=0; for code in "$@"; do worse_of whole "$whole" "$code"; done; printf "%s" "$whole"',
    ...codes.map(String),
  );
  return stdout;
}

test.each([
  [[0, 0], "0"],
  [[0, 3], "3"],
  [[3, 10], "10"],
  [[10, 6], "6"],
  [[6, 4], "4"],
  [[4, 5], "5"],
  [[5, 1, 0], "1"],
  [[143, 0], "143"],
  [[143, 1], "1"],
])("of %j the operator must know %s first", (codes, whole) => {
  expect(worst(...codes)).toBe(whole);
});

/** Goes through the preconditions of 901, whose snapshot a script is part of, where that script is or is not there. */
function preconditions(script: string): { status: number | null; said: string } {
  const host = new FakeHost();
  host.write("there.sh", "");
  const lines = `
    level_containers=("901 ") feature_scripts[nvidia]=${script} container_snapshot[901]=base bin_directory=$HOST
    enter_container() { :; }
    check_preconditions() { printf 'asked '; }
    check_all_preconditions
    printf '%s' "\${script_digests[nvidia]:0:8}"`;
  const { status, said } = host.run([], lines);
  host.remove();
  return { status, said };
}

test("a script that a snapshot is made with is looked at before the first change", () => {
  expect(preconditions("there.sh")).toEqual({ status: 0, said: "asked e3b0c442" });
});

test("one that is missing ends the run there", () => {
  expect(preconditions("gone.sh")).toEqual({ status: 1, said: "" });
});

/** What a run of some lines with a fake host says. */
function saidBy(lines: string, prepare: (host: FakeHost) => void = () => {}): string {
  const host = new FakeHost();
  prepare(host);
  const { status, said, stderr } = host.run([], lines);
  host.remove();
  return status === 0 ? said : `${status}: ${stderr}`;
}

test.each([
  ["exit 4", "4"],
  ["exit 10", "10"],
  ["exit 77", "1"],
  ["kill -KILL $$", "1"],
  ["kill -TERM $$", "143"],
])("a script that ends with `%s` is told as %s", (does, code) => {
  const lines = 'bin_directory=$HOST/bin; run_nested "901 x" script 901; printf "%s" "$nested_exit"';
  expect(saidBy(lines, (host) => host.command("script", does))).toBe(code);
});

test("a script that cannot be run is told as 1, and before that as a finding", () => {
  const known = 'bin_directory=$HOST/bin; feature_scripts[docker]=gone.sh container_features[901]="docker"';
  expect(saidBy(`${known}; run_nested "901 x" gone.sh 901; printf "%s" "$nested_exit"`)).toBe("1");
  expect(
    saidBy(`${known} container_dependencies[901]=""; check_relations 901; printf "%s" "$findings"`),
  ).toBe("1");
});

test("a job whose end was not seen was killed", () => {
  const lines = `
    exec {job_ends}<> <(:)
    true & wait "$!"; job_container[$!]=901
    hear_next_end
    printf "%s, %s left" "\${container_result[901]}: \${container_changes[901]}" "\${#job_container[@]}"`;
  expect(saidBy(lines)).toBe("failed: was killed, 0 left");
});

test("a terminal that is gone ends nothing", () => {
  const lines = `nested_name=x; { say ok it; detail more; relay_nested line; } 2>/dev/full; printf "%s" on`;
  expect(saidBy(lines)).toBe("on");
});
