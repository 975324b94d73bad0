import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { libraryFacts } from "../../src/cli/library-facts.ts";
import { projectRoot } from "../../src/cli/project.ts";
import { shellcheck } from "../../src/cli/shellcheck.ts";
import { standInFor } from "../../src/cli/stand-in.ts";

const head = "#!/bin/bash\nset -Eeuo pipefail\nshopt -s inherit_errexit\n";
const sourcing = '# shellcheck source-path=SCRIPTDIR source=library.sh\nsource "${0%/*}/library.sh"\n';

/** What shellcheck finds in a script beside the library, and beside the stand-in of the library: line and number. */
async function judge(library: string, body: string) {
  const script = `${head}${sourcing}${body}`;
  const texts = {
    real: `# shellcheck shell=bash\n${library}`,
    stood: standInFor(script, libraryFacts(library)),
  };
  const folder = mkdtempSync(join(tmpdir(), "ashlar-stand-in-"));
  try {
    const scripts = Object.entries(texts).map(([name, text]) => {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, "library.sh"), text);
      writeFileSync(join(folder, name, "script.sh"), script);
      return join(folder, name, "script.sh");
    });
    const findings = await shellcheck(projectRoot, scripts);
    const of = (name: string) =>
      findings
        .filter(({ file }) => file.includes(`/${name}/`))
        .map(({ line, code, message }) => `${code} ${line - 5}: ${message}`)
        .sort();
    return { real: of("real"), stood: of("stood") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Faults of scripts that only a look at the library tells from what is right: library, script, what is found. */
const cases: [string, string, string, string[]][] = [
  ["a variable nobody reads", 'f() { echo "$seen"; }', "f\nseen=1\nunseen=1\n", ["2034 3"]],
  ["one that a trap of the library reads", `f() { trap 'rm "$file"' EXIT; }`, "f\nfile=1\n", []],
  [
    "one that arithmetic reads",
    "f() { ((n > 1)) || echo ${a[m + 1]}; }",
    "f\na=(1) n=1 m=2 o=3\n",
    ["2034 2"],
  ],
  ["one that the library exports", "f() { export PLACE; local -x FOLDER=x; }", "f\nPLACE=1 FOLDER=1\n", []],
  ["one that the library closes", "f() { exec {fd}>&-; }", "f\nfd=3\n", []],
  ["a variable nobody writes", "f() { g=1; }", 'f\necho "$g" "$h"\n', ["2154 2"]],
  [
    "variables that commands write",
    'f() { read -r a b; mapfile -t c; printf -v d x; for e in 1; do :; done; ((g = 1)); exec {h}<x; : "${i:=1}"; }',
    'f\necho "$a" "$b" "${c[0]}" "$d" "$e" "$g" "$h" "$i" "$j"\n',
    ["2154 2"],
  ],
  ["one that the library asks for", "f() { [[ -v a[$1] ]]; }", 'f x\necho "${a[1]}" "${b[1]}"\n', ["2154 2"]],
  [
    "a misspelt constant",
    "readonly LOCK_FOLDER=/run; f() { :; }",
    'f\necho "$LOCK_FOLDERS"\n',
    ["2153 2", "2154 2"],
  ],
  ["an array without index", "declare -gA a=()", 'echo "$a"\na=x\na+=y\n', ["2128 1", "2178 2", "2179 3"]],
  [
    "an array whose entries are asked for",
    "a=(1)\nf() { [[ -v a[$1] ]]; a=(2); }",
    'f x\necho "$a"\n',
    ["2128 2"],
  ],
  ["an array that became a string", "f() { local -a a=(1); }\ng() { read -r a; }", 'f\ng\necho "$a"\n', []],
  ["an array that is only declared", "f() { declare -a a; local -a b; }", 'f\necho "$a" "$b"\n', ["2128 2"]],
  ["a variable lost in the background", "f() { read -r a & }", 'f\necho "$a"\n', ["2031 2"]],
  ["a process with ends to read and write", "f() { coproc { cat; }; }", 'f\necho "$COPROC"\n', ["2128 2"]],
  ["options", "f() { getopts ab o; }", 'f\necho "$o" "$p"\n', ["2154 2"]],
  [
    "variables that name entries",
    "f() { a=([k]=1); a[l]=1; ((a[m]++)); }",
    "f\nk=1 l=1 m=1 n=1\n",
    ["2034 2"],
  ],
  [
    "variables with the names of keys",
    'f() { local -A a=([k]=1); a[l]=1; ((a[m]++)); echo "${a[n]}"; }',
    "f\nk=1 l=1 m=1 n=1\n",
    ["2034 2", "2034 2", "2034 2"],
  ],
  [
    "names in patterns and inner expansions",
    'f() { echo "${1//[[:a:]]/}" "${a[${1%.b}]}"; }',
    "f x\na=1 b=1\n",
    ["2034 2"],
  ],
  ["keys of an array of the library", "declare -gA a=()", 'a[k]=1\na=([k]=1)\necho "${a[*]}"\n', []],
  ["a variable that arithmetic sets", "f() { ((a = 1)); ((b += 1)); }", "f\na=1 b=1\n", ["2034 2"]],
  ["a variable that is added to", "f() { a+=1; }", "f\na=1\n", []],
  ["a part of a text", 'f() { echo "${1:a:b}"; }', "f x\na=1 b=1 c=1\n", ["2034 2"]],
  ["a variable lost with a subshell", "f() { (a=1); }", 'f\necho "$a"\n', ["2031 2"]],
  ["one lost with a pipe", "f() { read -r a | cat; }", 'f\necho "$a"\n', ["2031 2"]],
  ["the last command of a pipe", "f() { echo 1 | read -r a; }", 'f\necho "$a"\n', []],
  ["one written again", "f() { (a=1); a=2; }", 'f\necho "$a"\n', []],
  ["commands behind the end", "die() { echo x; exit 1; }", "die\necho x\n", ["2317 2"]],
  [
    "commands behind what ends in every branch",
    "die() { exit 1; }\nf() { if [[ $1 == x ]]; then die; else case $1 in y) die ;; *) exit ;; esac; fi; }",
    "f x\necho x\n",
    ["2317 2"],
  ],
  [
    "commands behind what may end",
    "e() { if [[ $1 == x ]]; then exit; fi; }\nf() { [[ $1 != x ]] || exit; }\ng() { if [[ $1 == x ]]; then return; fi; exit; }\nh() { (exit 1); }\ni() { case $1 in x) exit ;; y) exit ;; esac; }",
    "e x\nf x\ng x\nh\ni x\necho x\n",
    [],
  ],
  ["arguments nobody gives", 'f() { echo "$1"; }', "f\n", ["2119 1"]],
  ["arguments the library gives", 'f() { echo "${1:-}"; }\ng() { f x; }', "f\ng\n", []],
  ["arguments a function sets itself", 'f() { set -- x; echo "$1"; }', "f\n", []],
  [
    "arguments the library gives to the script",
    "f() { usage x; about; }",
    'usage() { echo "$1"; }\nabout() { echo "$1"; }\nf\nusage\n',
    ["2120 2"],
  ],
  ["exit codes", "f() { [[ -e /x ]]; }\ng() { echo; }", 'f || echo "$?"\ng || echo "$?"\n', []],
  [
    "a number compared as text",
    "f() { n=0; n=$((n + 1)); exec {m}<x; }",
    "f\n[[ $n > $n ]]\n[[ $m > $m ]]\n",
    ["2071 2", "2071 3"],
  ],
  ["a text compared as text", "f() { t=$1; }", "f x\n[[ $t > $t ]]\n", []],
  ["a missing quote", "f() { t=$1; }", "f x\necho $t\n", ["2086 2"]],
  ["a function behind xargs", "f() { :; }", "echo 1 | xargs f\n", ["2033 1"]],
];

test.each(cases)("with the stand-in shellcheck still judges %s", async (_, library, script, expected) => {
  const { real, stood } = await judge(`${library}\n`, script);
  expect(stood).toEqual(real);
  expect(stood.map((finding) => finding.split(":")[0])).toEqual(expected);
});

test("the stand-in has only the functions that the script mentions, without what they do", () => {
  const library = "f() {\n  rm --recursive -- /x\n}\ng() {\n  f\n}\n";
  expect(standInFor("f\n", libraryFacts(library))).toBe(
    "# shellcheck shell=bash\nf() { :; }\nstand_in_for_the_rest() {\n:\n}\n",
  );
});
