import type { KindCases } from "../../model/cases.ts";
import type { Seconds } from "../../model/fields.ts";
import type { Proof } from "../../model/proof.ts";
import { text, type Value } from "../../model/value.ts";
import { httpAnswers } from "./index.ts";

const port: Value<string> = { expression: { type: "config", path: ["demo", "port"] } };
const deadline: Value<Seconds> = { expression: { type: "config", path: ["demo", "deadline"] } };
const service: Proof<"service-running"> = { claim: "service-running", step: "service" };
const props = { address: "0.0.0.0:8000", path: "/health", unit: "demo.service", service, deadline } as const;

/** Address, path and unit. */
export const cases: KindCases = {
  kind: "http-answers",
  cases: [
    {
      name: "asks for a path, and for the unit behind it",
      resource: () => httpAnswers(props),
      guard: ["http_answers 0.0.0.0:8000 /health demo.service"],
    },
    {
      name: "takes an address from the configuration",
      resource: () => httpAnswers({ ...props, address: text`127.0.0.1:${port}` }),
      guard: ['http_answers "127.0.0.1:$DEMO_PORT" /health demo.service'],
    },
    {
      name: "needs systemctl, and nothing else",
      resource: () => httpAnswers(props),
      guard: ["http_answers 0.0.0.0:8000 /health demo.service"],
      effects: ["uses command systemctl", "reads unit demo.service"],
    },
    {
      name: "takes a path with a query",
      resource: () => httpAnswers({ ...props, path: "/api?x=1&y" }),
      guard: ["http_answers 0.0.0.0:8000 '/api?x=1&y' demo.service"],
    },
  ],
};
