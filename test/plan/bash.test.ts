import { expect, test } from "vitest";
import { functionFile } from "../../src/emit/functions.ts";
import { bash, call } from "../../src/model/call.ts";
import { removes, uses, writes } from "../../src/model/effect.ts";
import { allShown, aPlan, applying, aStep, issuesIn, siteText, testFaults } from "./sample.ts";

const heredoc = bash`cat <<END
${siteText}
END
`;

testFaults([
  ["an undeclared command", ["ASH401"], [applying("a1", bash`run sysctl a=1`)]],
  ["an undeclared command behind env", ["ASH401"], [applying("a1", bash`run env A=1 sysctl a=1`)]],
  ["an undeclared command behind timeout", ["ASH401"], [applying("a1", bash`timeout -k 1 5s sysctl a=1`)]],
  ["an undeclared command in a substitution", ["ASH401"], [applying("a1", bash`x=$(sysctl a)`)]],
  ["a command with a computed name", ["ASH401"], [applying("a1", bash`${siteText} --now`)]],
  ["a function that no kind has", ["ASH401"], [aStep("a1", { apply: call("no_such_function") })]],
  [
    "an undeclared command in a step inside a container, which does not belong here anyway",
    ["ASH203", "ASH401", "ASH406"],
    [{ ...applying("a1", bash`run sysctl a=1`), target: { type: "container", ctid: "901" } }],
  ],
  ["a declared command", [], [applying("a1", bash`run sysctl a=1`, uses("command", "sysctl"))]],

  ["an undeclared redirection", ["ASH402"], [applying("a1", bash`printf x >/etc/motd`)]],
  ["an undeclared path among the arguments", ["ASH402"], [applying("a1", bash`rm --force -- /etc/motd`)]],
  ["a path with a computed end", ["ASH402"], [applying("a1", bash`rm --force -- /etc/${siteText}`)]],
  ["a redirection to a relative path", ["ASH402"], [applying("a1", bash`printf x >motd`)]],
  [
    "a declared path, and /dev/null",
    [],
    [applying("a1", bash`printf x >/etc/motd 2>/dev/null`, writes("file", "/etc/motd"))],
  ],
  [
    "a path below a declared prefix",
    [],
    [applying("a1", bash`rm --force -- /srv/x/${siteText}`, removes("file", "/srv/x/*"))],
  ],

  ["an unclosed quote", ["ASH403"], [applying("a1", bash`echo 'x`)]],
  ["a brace that ends the function early", ["ASH403"], [applying("a1", bash`true; }; run() { true`)]],
  ["a command behind the function", ["ASH403"], [applying("a1", bash`true; }; { reboot`)]],
  ["a hole inside double quotes", ["ASH407"], [applying("a1", bash`echo "x ${siteText}"`)]],
  ["a hole inside single quotes", ["ASH407"], [applying("a1", bash`echo 'x ${siteText}'`)]],
  ["a hole in a comment", ["ASH407"], [applying("a1", bash`true # ${"x\nreboot"}`)]],
  ["a hole in a heredoc", ["ASH407"], [applying("a1", heredoc)]],
  ["a hole in arithmetic", ["ASH407"], [applying("a1", bash`((${siteText} > 1))`)]],
  ["a hole in a substitution inside quotes", [], [applying("a1", bash`echo "x $(echo ${siteText})"`)]],
  ["a hole beside text", [], [applying("a1", bash`echo x-${siteText}`)]],
]);

test("an apply called where errors are ignored, through functions and through run", () => {
  const files = [
    functionFile("a.sh", "x() { apply_a || true; }\ny() { apply_a; }\nz() { if y; then :; fi; }\n"),
    functionFile("b.sh", 'run() { "$@" || last_exit=$?; }\nw() { run apply_a; }\nv() { y; }\n'),
  ];
  const found = issuesIn([aPlan([])], allShown, files);
  const places = found.map(({ code, at }) => `${code} ${at.file}:${at.line}`);
  expect(places).toEqual(["ASH405 a.sh:1", "ASH405 a.sh:3", "ASH405 b.sh:2"]);
});
