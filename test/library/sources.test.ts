import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const ours = "https://nvidia.github.io/libnvidia-container/stable/deb/amd64";

test.each([
  [ours, 0],
  ["http://user:word@nvidia.github.io/libnvidia-container/stable/deb/amd64/", 0],
  // As NVIDIA's own file has it: apt puts its architecture there.
  ["https://nvidia.github.io/libnvidia-container/stable/deb/$(ARCH)", 0],
  ["https://nvidia.github.io/libnvidia-container/experimental/deb/$(ARCH)", 1],
  [`${ours}/more`, 1],
])("%s is our repository: %d", (url, answer) => {
  const { status } = withLibrary('is_same_repository "$1" "$2" || exit 1', url, ours);
  expect(status).toBe(answer);
});
