import { call } from "../../src/model/call.ts";
import { reads } from "../../src/model/effect.ts";
import { aStep, siteText, testFaults, touching } from "./sample.ts";

testFaults([
  ["a relative path", ["ASH105"], [touching("a1", reads("file", "etc/x"))]],
  ["a path with ..", ["ASH105"], [touching("a1", reads("file", "/srv/../etc/x"))]],
  ["a path with an empty part", ["ASH105"], [touching("a1", reads("file", "/srv//x"))]],
  ["a path that ends in a slash", ["ASH105"], [touching("a1", reads("file", "/srv/"))]],
  ["a device by another name", [], [touching("a1", reads("device", "pci 0x10de"))]],
  ["a path from the configuration", [], [touching("a1", reads("file", siteText))]],
  ["NUL in an argument", ["ASH107"], [aStep("a1", { guard: call("file_is", "/etc/x", "0644", "a\0b") })]],
  [
    "half a surrogate pair in the summary",
    ["ASH107"],
    [aStep("a1", { summary: { type: "literal", text: "\ud800" } })],
  ],
]);
