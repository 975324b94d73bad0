import { bash } from "../../src/model/call.ts";
import { fetches, uses } from "../../src/model/effect.ts";
import { applying, siteText, testFaults, touching } from "./sample.ts";

const url = "https://example.org/x";
const wget = bash`run wget --quiet -- ${url}`;

testFaults([
  ["a url without a pin", ["ASH301"], [touching("a1", uses("url", url))]],
  ["a url with a pin", [], [touching("a1", fetches(url, "0".repeat(64)))]],
  ["a url with a pin from the configuration", [], [touching("a1", fetches(siteText, siteText))]],
  ["a download that is not named", ["ASH301"], [applying("a1", wget, uses("command", "wget"))]],
  ["a download that is named", [], [applying("a1", wget, uses("command", "wget"), fetches(url, siteText))]],
]);
