import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
});
afterEach(() => host.remove());

const kinds = ["application-script", "health-check"];
const record = "var/lib/phoenix_hypervisor/application.sha256";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const script = 'printf "for %s, input %s" "$1" "$(cat | wc -c)" >"$HOST/ran"\n';

/** What the container does with a script, and what it says then. */
function ran(text: string, digest = sha256(text), deadline = 5) {
  return host.run(kinds, `application_text=$1; run_application 901 ${digest} ${deadline}`, text);
}
const asked = (ctid: string, text: string) => host.ask(kinds, "application_has_run", ctid, sha256(text));

describe("an application script", () => {
  test("runs with the CTID and without input, and is remembered", () => {
    expect(asked("901", script)).toMatch(/^1 .*none has$/);
    expect(ran(script)).toMatchObject({ status: 0, stderr: "" });
    expect(host.read("ran")).toBe("for 901, input 0");
    expect(host.read(record)).toBe(`${sha256(script)} 901\n`);
    expect(asked("901", script)).toBe("0");
  });

  test("of other words has not run, and a clone's own neither", () => {
    ran(script);
    expect(asked("901", `${script}\n`)).toMatch(/^1 /);
    expect(asked("902", script)).toMatch(/^1 /);
  });

  test("that fails is not remembered, and what it said is shown", () => {
    const { status, stderr } = ran("echo no such thing; exit 3");
    expect([status, existsSync(join(host.root, record))]).toEqual([1, false]);
    expect(stderr).toContain("the application script of container 901 (exit 3)");
    expect(stderr).toContain("| no such thing");
  });

  test("that takes too long is ended: exit 5", () => {
    const { status, stderr } = ran("sleep 20", undefined, 1);
    expect(status).toBe(5);
    expect(stderr).toContain("wait application: the end of the application script did not come within 1 s");
  });

  test("that ends with the same code by itself has failed", () => {
    expect(ran("exit 124").status).toBe(1);
  });

  test("that was changed on its way does not run", () => {
    const { status, stderr } = ran(script, sha256("x"));
    expect([status, existsSync(join(host.root, "ran"))]).toEqual([1, false]);
    expect(stderr).toContain("did not arrive whole");
  });

  test("leaves a server behind that holds no lock of the run; while it works itself, the lock is held", () => {
    const text = [
      'holds() { local file; for file in "/proc/$1/fd/"*; do [[ ! $file -ef $HOST/lock ]] || printf "%s " "$2"; done; }',
      'sleep 30 & { holds "$PPID" timeout; holds "$$" script; holds "$!" server; } >"$HOST/held"; echo "$!" >"$HOST/server"',
    ].join("\n");
    const lines = `exec {one}>>${host.root}/lock; held_locks=("$one")
      application_text=$1; run_application 901 ${sha256(text)} 5
      kill "$(<${host.root}/server)"`;
    expect(host.run(kinds, lines, text)).toMatchObject({ status: 0, stderr: "" });
    expect(host.read("held")).toBe("timeout ");
  });

  test("is known by its digest, where it is there", () => {
    host.write("app.sh", script);
    const told = (name: string) => {
      const lines = `tell_application_digest digest ${host.root} "$1"; application_is_there x "$digest"; printf '%s' "$digest"`;
      return host.run(kinds, lines, name).said;
    };
    expect(told("app.sh")).toBe(sha256(script));
    expect(told("none.sh")).toBe("");
    host.command("sha256sum", "exit 1");
    const once = `tell_application_digest a ${host.root} app.sh; tell_application_digest b ${host.root} app.sh`;
    expect(host.run(kinds, once).calls).toHaveLength(1);
    expect(host.ask(kinds, "application_is_there", "/opt/app.sh", "")).toMatch(/^1 .* \| no such file$/);
  });

  test("comes into the container to the last byte", () => {
    host.write("app.sh", "echo a\n\n# ä \\ %s\n\n");
    const lines = `change_container() { printf '%s' "$application_text"; }; bring_application ${host.root}/app.sh`;
    expect(host.run(kinds, lines).said).toBe("echo a\n\n# ä \\ %s\n\n");
  });
});

describe("a health check", () => {
  const healthy = (command: string, interval = "1") =>
    host.ask(kinds, "container_is_healthy", command, interval);

  test("is what the shell says of the command", () => {
    expect(healthy("true && test -e /")).toBe("0");
    expect(healthy("echo a; echo 'b c' >&2; exit 7")).toBe(
      "1 exit code 0 of echo a; echo 'b c' >&2; exit 7 | exit code 7: b c",
    );
    expect(healthy("exit 1")).toMatch(/exit code 1: it says nothing$/);
  });

  test("gets no input, and no more time than the next try", () => {
    expect(healthy("test -z $(cat)")).toBe("0");
    expect(healthy("sleep 20")).toMatch(/exit code 124/);
  });

  test("pauses between two tries, not before the first", () => {
    const lines =
      "began=$SECONDS; container_is_healthy false 1 || true; a=$((SECONDS - began));" +
      'container_is_healthy false 2 || true; printf "%s %s" "$((a < 2))" "$((SECONDS - began - a >= 2))"';
    expect(host.run(kinds, lines).said).toBe("1 1");
  });

  test.each([
    ["10", "15", "150"],
    ["", "", "15"],
    ["2", "", "10"],
  ])("of %j tries every %j seconds ends after %s", (tries, interval, seconds) => {
    const lines = 'tell_health_deadline deadline "$@"; printf "%s" "$deadline"';
    expect(host.run(kinds, lines, tries, interval).said).toBe(seconds);
  });
});
