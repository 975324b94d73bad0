import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

/** Which address is asked for a route to the server of a URL. */
const asked = (url: string) =>
  withLibrary(
    'getent() { return 2; }; has_route() { printf "%s" "$1"; }; server_is_within_reach "$1" || printf "none"',
    url,
  ).stdout;

test("an address of a URL is not looked up: of IPv4, and of IPv6 in its brackets", () => {
  expect(asked("http://10.0.0.1:8080/debian")).toBe("10.0.0.1");
  expect(asked("http://user@[fd00::5]:8080/debian")).toBe("fd00::5");
  expect(asked("http://[::1]/simple")).toBe("::1");
  expect(asked("http://mirror.example:8080/debian")).toBe("none");
});
