import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { FakeHost } from "./host.ts";

let host: FakeHost;
beforeEach(() => {
  host = new FakeHost();
  host.command("pct");
  host.write(
    "etc/pve/storage.cfg",
    "zfspool: local-zfs\n\tpool x\n\ndir: local\n\tpath /x\n\nown: strange\n",
  );
});
afterEach(() => host.remove());

const kinds = ["template-snapshot"];
const digest = "a".repeat(64);
const other = "b".repeat(64);
const conf = (comment: string, more = "") =>
  `#phoenix%3Asha256=${other}\nmemory: 1\n\n[base]\n${comment}\nmemory: 1\n${more}\n[basement]\n#phoenix%3Asha256=${other}\nsnapstate: delete\n`;

describe("the snapshot is taken", () => {
  const asked = (known = "") => host.askKnowing(known, kinds, "snapshot_is_taken", "901", "base", digest);

  test.each([
    `#phoenix%3Asha256=${digest}`,
    `#phoenix%3asha256=${digest}`,
    `#by hand, phoenix:sha256=${digest}`,
  ])("where its description says %s", (comment) => {
    host.conf(901, conf(comment));
    expect(asked()).toBe("0");
  });

  test("where there is a section of its name", () => {
    host.conf(901, `memory: 1\n\n[basement]\n#phoenix%3Asha256=${digest}\n`);
    expect(asked()).toBe("1 snapshot base of container 901 | none");
  });

  test("where it is whole", () => {
    host.conf(901, conf(`#phoenix%3Asha256=${digest}`, "snapstate: prepare\n"));
    expect(asked()).toBe("2 whether snapshot base of container 901 is whole | snapstate: prepare");
  });

  test.each([`#phoenix%3Asha256=${other}`, "#made by hand", "snaptime: 7"])(
    "a stale one stays: %s",
    (comment) => {
      host.conf(901, conf(comment));
      const { status, stderr } = host.run(kinds, `snapshot_is_taken 901 base ${digest}`);
      expect(status).toBe(0);
      expect(stderr).toMatch(/^note .*snapshot base of container 901 is stale.*--refresh 901/);
      expect(asked("refresh_wanted[902]=yes")).toBe("0");
      expect(asked("refresh_wanted[901]=yes")).toMatch(
        /^1 snapshot base of container 901 made from what is declared/,
      );
    },
  );
});

describe("it is taken", () => {
  const taken = () => host.run(kinds, `take_snapshot 901 base ${digest}`);

  test("with the digest", () => {
    host.conf(901, "memory: 1\n");
    expect(taken().calls).toEqual([`pct snapshot 901 base --description phoenix:sha256=${digest}`]);
  });

  test("instead of the stale one", () => {
    host.conf(901, conf("#x"));
    expect(taken().calls.map((call) => call.split(" --")[0])).toEqual([
      "pct delsnapshot 901 base",
      "pct snapshot 901 base",
    ]);
  });

  test("of no container that something works on", () => {
    host.conf(901, "lock: snapshot\n");
    expect(taken()).toMatchObject({ status: 4, calls: [] });
  });
});

describe("before the first change", () => {
  const judged = (storage: string, mounts = "", known = "") =>
    host.askKnowing(known, kinds, "snapshot_is_possible", "901", "base", storage, mounts);

  test("the storage must have snapshots", () => {
    expect(judged("local-zfs")).toBe("0");
    expect(judged("strange")).toBe("0");
    expect(judged("local")).toBe("1 storage local of a type that has snapshots | type dir");
    host.conf(901, "rootfs: local:901/vm-901-disk-0.raw,size=8G\n");
    expect(judged("local-zfs")).toMatch(/^1 storage local of a type/);
  });

  test("no directory of the host may be a mount point, now or then", () => {
    expect(judged("local-zfs", "/srv/a,mp=/a\t/srv/b,mp=/b")).toMatch(/^1 .* \| \/srv\/a,mp=\/a$/);
    host.conf(901, "rootfs: local-zfs:x\nmp3: /srv/c,mp=/c\n");
    expect(judged("local-zfs")).toMatch(/\| \/srv\/c,mp=\/c$/);
    host.conf(901, "rootfs: local-zfs:x\nmp3: local-zfs:y,mp=/c\n");
    expect(judged("local-zfs")).toBe("0");
  });

  test("one that is there already is there", () => {
    host.conf(901, `rootfs: local:x\nmp3: /srv/c,mp=/c\n\n[base]\nmemory: 1\n`);
    expect(judged("local")).toBe("0");
    expect(judged("local", "", "refresh_wanted[901]=yes")).toMatch(/^1 storage local/);
  });
});
