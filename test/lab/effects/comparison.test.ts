import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { compare } from "../../../lab/effects/compare.ts";
import { type Declared, readDeclared } from "../../../lab/effects/declared.ts";
import { type Inventory, readInventory } from "../../../lab/effects/inventory.ts";
import type { Touch } from "../../../lab/effects/processes.ts";
import { undeclaredTable, unseenTable } from "../../../lab/effects/report.ts";

const folder = mkdtempSync(join(tmpdir(), "ashlar-effects-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe("what is declared", () => {
  const manifest = written(
    "manifest.json",
    JSON.stringify({
      scripts: [
        {
          path: "a.sh",
          target: "container",
          steps: [
            { id: "one", target: "host", effects: ["writes file /etc/{driver.version}"] },
            {
              id: "two",
              target: "container",
              effects: [
                "writes package x-{driver.version with dashes}",
                "writes file /c/{file name of driver.url}.part on the host",
                "uses url {a, else b}",
                "reads file /etc/CTID.conf of {driver.unknown}",
              ],
            },
          ],
        },
      ],
    }),
  );
  const configuration = { driver: { version: "1.2", url: "http://h/d/x.run" } };

  test("names are filled in, each effect has its place", () => {
    const words = { CTID: "901", "a, else b": "http://h/r" };
    expect(readDeclared(manifest, "a.sh", { configuration, words })).toEqual([
      { place: "host", access: "writes", subject: "file", name: "/etc/1.2", step: "one" },
      { place: "container", access: "writes", subject: "package", name: "x-1-2", step: "two" },
      { place: "host", access: "writes", subject: "file", name: "/c/x.run.part", step: "two" },
      { place: "container", access: "uses", subject: "url", name: "http://h/r", step: "two" },
      { place: "container", access: "reads", subject: "file", name: "/etc/901.conf of *", step: "two" },
    ]);
  });

  test("a script that the manifest does not know is an error", () => {
    expect(() => readDeclared(manifest, "b.sh", { configuration, words: {} })).toThrow("no script b.sh");
  });
});

describe("what a place tells of itself", () => {
  const inventory = readInventory(
    written(
      "inventory",
      [
        "package\ttools\t, lib (>= 1) | other, virtual\t",
        "package\tlib\t, \t",
        "package\treal\t, \tvirtual (= 1)",
        "package\tstranger\t, \t",
        ...["tools", "lib", "real", "stranger"].map((name) => `file\t${name}\t/usr/share/${name}`),
        "driver\t/usr/bin/nvidia-installer",
        "address\tmirror\t10.0.0.1",
        "source\thttp://mirror:8080/debian",
        "nameserver\t10.0.0.3",
      ].join("\n"),
    ),
  );

  test("a package has the files of what it depends on, and no others", () => {
    expect(inventory.filesOf("to*")).toEqual(["/usr/share/tools", "/usr/share/lib", "/usr/share/real"]);
    expect(inventory.filesOf("nothing")).toEqual([]);
  });

  test("a server is an address and a port; a file has none", () => {
    expect(inventory.serversOf(["http://mirror/x", "https://mirror/", "/srv/x", "http://other:81/"])).toEqual(
      ["10.0.0.1:80", "10.0.0.1:443", "other:81"],
    );
  });
});

describe("the comparison", () => {
  const nothing: Inventory = {
    filesOf: () => [],
    driver: [],
    serversOf: (urls) => urls.map(() => "10.0.0.1:80"),
    alternatives: [],
    nameServers: ["10.0.0.3"],
    sources: [],
  };
  const inventories = { host: { ...nothing, filesOf: () => ["/usr/bin/tool"] }, container: nothing };

  const touch = (text: string, more: Partial<Touch> = {}): Touch => {
    const [place, subject, name = ""] = text.split(" ");
    return { place, subject, name, call: "openat", programs: ["script.sh"], step: "one", ...more } as Touch;
  };
  const effect = (text: string): Declared => {
    const [place, access = "", subject = "", name = ""] = text.split(" ");
    return { place: place as Declared["place"], access, subject, name, step: "one" };
  };
  const isDeclared = (touched: Touch, ...effects: string[]) =>
    compare([touched], effects.map(effect), inventories).undeclared.length === 0;

  test("nothing passes undeclared but the frame of a script and what every program may do", () => {
    expect(isDeclared(touch("host file /etc/x"))).toBe(false);
    expect(isDeclared(touch("host command /usr/bin/curl"))).toBe(false);
    expect(isDeclared(touch("host address 10.0.0.1:80"))).toBe(false);
    expect(isDeclared(touch("host device /dev/nvidia0"))).toBe(false);
    expect(isDeclared(touch("host file /run/phoenix_hypervisor/host.lock"))).toBe(true);
    expect(isDeclared(touch("container command /bin/mv"))).toBe(true);
    expect(isDeclared(touch("host command /tmp/mv"))).toBe(false);
    expect(isDeclared(touch("host device /dev/null"))).toBe(true);
  });

  test("a written path stands for what is below it and for its own new copy, a read one for nothing", () => {
    expect(isDeclared(touch("host file /etc/x"), "host writes file /etc/x")).toBe(true);
    expect(isDeclared(touch("host file /etc/x/y"), "host provides file /etc/x")).toBe(true);
    expect(isDeclared(touch("host file /etc/x.ashlar-new"), "host writes file /etc/x")).toBe(true);
    expect(isDeclared(touch("host file /etc/xy"), "host writes file /etc/x")).toBe(false);
    expect(isDeclared(touch("host file /etc/xy"), "host writes file /etc/x*")).toBe(true);
    expect(isDeclared(touch("host file /etc/x"), "host reads file /etc/x")).toBe(false);
  });

  test("the folder of what is to come may be made, and nothing else done to it", () => {
    expect(isDeclared(touch("host file /srv/a", { call: "mkdir" }), "host writes file /srv/a/b/c")).toBe(
      true,
    );
    expect(isDeclared(touch("host file /srv/a", { call: "chmod" }), "host writes file /srv/a/b/c")).toBe(
      false,
    );
  });

  test("what is declared in one place is not in the other", () => {
    expect(isDeclared(touch("container file /etc/x"), "host writes file /etc/x")).toBe(false);
    expect(isDeclared(touch("host command /usr/bin/wget"), "container uses command wget")).toBe(false);
    expect(isDeclared(touch("container file /etc/x.y"), "host writes file /etc/x*")).toBe(false);
    expect(isDeclared(touch("container file /etc/x.ashlar-new"), "host writes file /etc/x")).toBe(false);
  });

  test("one thing has several names", () => {
    expect(isDeclared(touch("host file /usr/lib/modules/x"), "host provides file /lib/modules/*")).toBe(true);
    expect(isDeclared(touch("host command /sbin/modinfo"), "host uses command modinfo")).toBe(true);
    expect(
      isDeclared(touch("host command /usr/local/cuda/nvcc"), "host reads file /usr/local/cuda/nvcc"),
    ).toBe(true);
  });

  test("a package means its files when dpkg writes them, and only then", () => {
    const dpkg = { programs: ["script.sh", "apt-get", "dpkg"] };
    expect(isDeclared(touch("host file /usr/bin/tool.dpkg-new", dpkg), "host writes package tool")).toBe(
      true,
    );
    expect(isDeclared(touch("host file /usr/bin/other", dpkg), "host writes package tool")).toBe(false);
    expect(isDeclared(touch("host file /usr/bin/tool"), "host writes package tool")).toBe(false);
    expect(isDeclared(touch("host file /usr/bin/tool", dpkg), "host reads package tool")).toBe(false);
  });

  test("a URL means its server", () => {
    expect(isDeclared(touch("host address 10.0.0.1:80"), "host uses url http://a/x")).toBe(true);
    expect(isDeclared(touch("host address 10.0.0.1:81"), "host uses url http://a/x")).toBe(false);
    expect(isDeclared(touch("host address 10.0.0.3:53/udp"), "host uses url http://a/x")).toBe(true);
  });

  test("what is declared and never seen is told, as far as it could be seen", () => {
    const declared = [
      "host writes file /a",
      "host writes file /b",
      "host reads file /c",
      "host writes unit d",
    ];
    const { unseen } = compare([touch("host file /a")], declared.map(effect), inventories);
    expect(unseenTable(unseen)).toEqual(["host  one  writes file  /b"]);
  });

  test("the report names a thing once for each program that touched it", () => {
    const touches = [
      touch("host file /a"),
      touch("host file /a", { step: "two" }),
      touch("container file /a"),
    ];
    expect(undeclaredTable(touches)).toEqual([
      "where      what  name  call    by         during",
      "container  file  /a    openat  script.sh  one",
      "host       file  /a    openat  script.sh  one",
    ]);
  });
});
