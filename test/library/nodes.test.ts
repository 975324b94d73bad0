import { expect, test } from "vitest";
import { withLibrary } from "./bash.ts";

test("a node that has come after all were looked at is looked at by itself", () => {
  const { status, stdout } = withLibrary(
    'file_facts=(); node_is /dev/null 1:3; answer=$?; node_is /dev/null 1:5 || answer+=$?; printf "%s" "$answer $found"',
  );
  expect(status).toBe(0);
  expect(stdout).toBe("01 1:3");
});

test("where stat cannot say it, nobody can tell", () => {
  const { stdout } = withLibrary(
    'file_facts=(); stat() { return 1; }; answer=0; node_is /dev/null 1:3 || answer=$?; printf "%s" "$answer $found"',
  );
  expect(stdout).toBe("2 nothing");
});

test("where nothing could be looked at, one look more tells nothing", () => {
  const { stdout } = withLibrary(
    'file_facts=([nothing]=yes); answer=0; node_is /dev/null 1:3 || answer=$?; printf "%s" "$answer $found"',
  );
  expect(stdout).toBe("2 nothing");
});
