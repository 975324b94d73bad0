import type { KindCases } from "../../model/cases.ts";
import type { Release } from "../../model/fields.ts";
import type { Value } from "../../model/value.ts";
import { nvcc } from "./index.ts";

const cuda: Value<Release> = { expression: { type: "config", path: ["cuda"] } };
const origin: Value<string> = { expression: { type: "config", path: ["origin"] } };
const toolkit = { claim: "package", step: "cuda_toolkit" } as const;

/** The versioned path is asked, and the unversioned one must lead to it. */
export const cases: KindCases = {
  kind: "nvcc",
  cases: [
    {
      name: "is asked for its release",
      resource: () => nvcc({ toolkit, cuda }),
      guard: ['nvcc_is "$CUDA"'],
    },
    {
      name: "gets /usr/local/cuda back",
      resource: () => nvcc({ toolkit, cuda }),
      guard: ['nvcc_is "$CUDA"'],
      apply: ['choose_cuda "$CUDA"'],
    },
    {
      name: "may be of a fixed release",
      resource: () => nvcc({ toolkit, cuda: "12.8" }),
      guard: ["nvcc_is 12.8"],
      apply: ["choose_cuda 12.8"],
    },
    {
      name: "knows where an inherited one comes from",
      resource: () => nvcc({ toolkit, cuda, origin }),
      guard: ['nvcc_is "$CUDA" "$ORIGIN"'],
      apply: ['choose_cuda "$CUDA" "$ORIGIN"'],
    },
    {
      name: "owns the link and looks at the compiler",
      resource: () => nvcc({ toolkit, cuda: "12.8" }),
      guard: ["nvcc_is 12.8"],
      effects: [
        "reads file /usr/local/cuda-12.8/bin/nvcc",
        "writes file /usr/local/cuda",
        "uses command update-alternatives",
      ],
    },
  ],
};
