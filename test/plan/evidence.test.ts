import { bash, type Script } from "../../src/model/call.ts";
import { uses } from "../../src/model/effect.ts";
import type { Evidence } from "../../src/model/resource.ts";
import { aStep, testFaults } from "./sample.ts";

const looking = (guard: Script, evidence: Evidence = "content", ...commands: string[]) =>
  aStep("a1", {
    guard,
    evidence: { claims: evidence, guard: evidence },
    effects: commands.flatMap((name) => uses("command", name)),
  });

testFaults([
  [
    "a guard declared weaker than its claim",
    ["ASH302"],
    [aStep("a1", { evidence: { claims: "version", guard: "presence" } })],
  ],
  ["command -v as proof of a version", ["ASH302"], [looking(bash`command -v nvcc >/dev/null`, "version")]],
  ["command -v as proof of presence", [], [looking(bash`command -v nvcc >/dev/null`, "presence")]],
  ["which as proof of a version", ["ASH302"], [looking(bash`which nvcc >/dev/null`, "version", "which")]],
  [
    "command -v, and then the version",
    [],
    [looking(bash`command -v nvcc >/dev/null && [[ $(nvcc --version) == *12.8* ]]`, "version", "nvcc")],
  ],
  ["a file that is there as proof of its content", ["ASH302"], [looking(bash`[[ -x $HOME ]]`)]],
  ["dpkg -s as proof of a package", ["ASH302"], [looking(bash`dpkg -s jq >/dev/null`, "status", "dpkg")]],
  [
    "dpkg-query --status through a probe",
    ["ASH302"],
    [looking(bash`probe x dpkg-query --status jq && [[ $x == *ok* ]]`, "status", "dpkg-query")],
  ],
  [
    "dpkg-query --show and a comparison",
    [],
    [looking(bash`probe x dpkg-query --show jq && [[ $x == ii* ]]`, "status", "dpkg-query")],
  ],
]);
