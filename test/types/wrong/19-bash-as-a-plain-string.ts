import { command, hostPipeline, uses } from "../../../src/index.ts";
import { site } from "./site.ts";

hostPipeline("x", { config: site }, (host) => {
  host.ensure(
    "late",
    command({ claim: "late", summary: "swaps late", guard: "sysctl vm.swappiness", effects: uses("command", "sysctl") }),
  );
});
