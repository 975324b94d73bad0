import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

const known = (listing: string) =>
  withLibrary('installed_packages=$1; packages_are_known && printf "known" || printf "%s" "$?"', listing)
    .stdout;

test("a listing is one where dpkg stands in it, also while it is being replaced itself", () => {
  expect(known("ii  bash 5.2\nii  dpkg 1.21.22")).toBe("known");
  expect(known("iHR dpkg 1.21.22")).toBe("known");
  expect(known("iU  dpkg 1.21.22")).toBe("known");
});

test("a listing without dpkg is none", () => {
  expect(known("ii  bash 5.2")).toBe("2");
  expect(known("")).toBe("2");
  expect(known("un  dpkg 1.21.22")).toBe("2");
});
