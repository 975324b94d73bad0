import { describe, expect, test } from "vitest";
import { type Touch, touchesOf } from "../../../lab/effects/processes.ts";
import { pathOf, readCalls, unquote } from "../../../lab/effects/strace.ts";

describe("a log of strace", () => {
  const only = (line: string) => readCalls(line)[0];

  test("a call has its arguments, whatever is in their quotes and brackets", () => {
    expect(only(String.raw`7 write(2</a>, "x\", (b", 5) = 5`)?.args).toEqual([
      "2</a>",
      String.raw`"x\", (b"`,
      "5",
    ]);
    expect(only('7 execve("/bin/x", ["x", "a)"], 0x7 /* 3 vars */) = 0')?.args).toHaveLength(3);
    expect(
      only("7 connect(3<TCP:[10.0.0.1:5->10.0.0.2:80]>, {sa_family=AF_INET, sin_port=htons(80)}, 16) = 0")
        ?.args,
    ).toEqual(["3<TCP:[10.0.0.1:5->10.0.0.2:80]>", "{sa_family=AF_INET, sin_port=htons(80)}", "16"]);
  });

  test("a call in two halves stands where it began", () => {
    const calls = readCalls(
      [
        '7 openat(AT_FDCWD</>, "a", O_WRONLY <unfinished ...>',
        '8 unlink("/b") = 0',
        "7 <... openat resumed>) = 3</a>",
      ].join("\n"),
    );
    expect(calls.map(({ name, result }) => [name, result])).toEqual([
      ["openat", "3</a>"],
      ["unlink", "0"],
    ]);
  });

  test("a call that never came back has no result, and ends and signals are no calls", () => {
    const calls = readCalls(
      '7 unlink("/b" <unfinished ...>\n7 +++ killed by SIGKILL +++\n8 --- SIGCHLD {si_pid=7} ---',
    );
    expect(calls).toEqual([{ pid: 7, name: "unlink", args: ['"/b"'], result: undefined }]);
  });

  test("paths are bytes", () => {
    expect(unquote(String.raw`"/a\303\251\t\"\\"`)).toBe('/aé\t"\\');
    expect(pathOf("3</dev/null<char 1:3>>")).toBe("/dev/null");
    expect(pathOf("3</run/x (deleted)>")).toBe("/run/x");
    expect(pathOf("3<pipe:[12]>")).toBeUndefined();
    expect(pathOf("AT_FDCWD</root>")).toBe("/root");
  });
});

/** The way into the host and the first program there, then these calls; PID 20 is what runs. */
function inHost(...lines: string[]): Touch[] {
  const way = [
    '10 execve("/usr/bin/lxc-attach", ["lxc-attach"], 0x1 /* 1 var */) = 0',
    '10 openat(AT_FDCWD</>, "/run/before", O_WRONLY|O_CREAT, 0600) = 3</run/before>',
    "10 clone(child_stack=NULL, flags=SIGCHLD) = 5 /* 20 in strace's PID NS */",
    '20 execve("/srv/script.sh", ["script.sh"], 0x1 /* 1 var */) = 0',
  ];
  return touchesOf(readCalls([...way, ...lines].join("\n"))).slice(1);
}

describe("what a trace touched", () => {
  const brief = (touches: readonly Touch[]) =>
    touches.map(({ place, subject, name }) => `${place} ${subject} ${name}`);

  test("what is opened to read, and what fails, is not touched", () => {
    const touches = inHost(
      '20 openat(AT_FDCWD</>, "/etc/a", O_RDONLY|O_CLOEXEC) = 3</etc/a>',
      '20 openat(AT_FDCWD</>, "/etc/b", O_WRONLY) = -1 EACCES (Permission denied)',
      '20 execve("/bin/c", ["c"], 0x1 /* 1 var */) = -1 ENOENT (No such file or directory)',
    );
    expect(touches).toEqual([]);
  });

  test("names are absolute: by the working directory, by a directory's descriptor, by an open file", () => {
    const touches = inHost(
      '20 chdir("/srv/x") = 0',
      '20 mkdir("a", 0777) = 0',
      '20 renameat2(AT_FDCWD</srv/x>, "a", 4</etc>, "b", 0) = 0',
      "20 fchmod(5</srv/c>, 0600) = 0",
      "20 utimensat(6</srv/d>, NULL, NULL, 0) = 0",
      '20 openat(AT_FDCWD</srv/x>, "../e", O_RDWR) = 7</srv/e>',
      '20 openat(AT_FDCWD</srv/x>, "/dev/nvidia0", O_RDWR) = 7</dev/nvidia0<char 195:0>>',
    );
    expect(brief(touches)).toEqual([
      "host file /srv/x/a",
      "host file /srv/x/a",
      "host file /etc/b",
      "host file /srv/c",
      "host file /srv/d",
      "host file /srv/e",
      "host device /dev/nvidia0",
    ]);
  });

  test("a child has its parent's directory and programs", () => {
    const [, touch] = inHost(
      '20 chdir("/srv") = 0',
      "20 vfork() = 6 /* 21 in strace's PID NS */",
      '21 execve("/usr/bin/touch", ["touch", "a"], 0x1 /* 1 var */) = 0',
      '21 openat(AT_FDCWD</srv>, "a", O_WRONLY|O_CREAT, 0666) = 3</srv/a>',
    );
    expect(touch).toMatchObject({ name: "/srv/a", programs: ["script.sh", "touch"] });
  });

  test("lxc-attach leads into a container, and what it does on its way is not looked at", () => {
    const touches = inHost(
      '20 execve("/usr/bin/lxc-attach", ["lxc-attach", "-n", "901"], 0x1 /* 1 var */) = 0',
      '20 openat(AT_FDCWD</>, "/run/lock", O_WRONLY) = 3</run/lock>',
      '20 execve("/usr/bin/apt-get", ["apt-get"], 0x1 /* 1 var */) = 0',
      '20 unlink("/etc/a") = 0',
    );
    expect(brief(touches)).toEqual(["container command /usr/bin/apt-get", "container file /etc/a"]);
  });

  test("a program may go into a container itself", () => {
    const touches = inHost("20 setns(5<mnt:[4026532]>, CLONE_NEWNS) = 0", '20 unlink("/etc/a") = 0');
    expect(brief(touches)).toEqual(["container file /etc/a"]);
  });

  test("who goes into the lab is not in its host yet", () => {
    const calls = readCalls('9 setns(5<mnt:[4026532]>, CLONE_NEWNS) = 0\n9 unlink("/etc/a") = 0');
    expect(touchesOf(calls)).toEqual([]);
  });

  test("an address is what was asked, also in vain; the kernel's own sockets are none", () => {
    const touches = inHost(
      '20 connect(3<TCP:[1]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.2")}, 16) = -1 EINPROGRESS (x)',
      '20 connect(3<UDP:[1]>, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("10.0.0.1")}, 16) = 0',
      '20 connect(3<UDP:[1]>, {sa_family=AF_INET, sin_port=htons(0), sin_addr=inet_addr("10.0.0.2")}, 16) = 0',
      '20 connect(3<UNIX-STREAM:[1]>, {sa_family=AF_UNIX, sun_path="/run/x"}, 110) = 0',
    );
    expect(brief(touches)).toEqual(["host address 10.0.0.2:80", "host address 10.0.0.1:53/udp"]);
  });

  test("a step lasts until its result is in the journal", () => {
    const touches = inHost(
      '20 unlink("/a") = 0',
      String.raw`20 write(1</var/log/x.jsonl>, "{\"step\": \"first\", \"result\": \"ok\"}\n", 35) = 35`,
      '20 unlink("/b") = 0',
      String.raw`20 write(1</var/log/x.jsonl>, "{\"step\": \"second\", \"result\": \"changed\"}\n", 40) = 40`,
      '20 unlink("/c") = 0',
    );
    expect(touches.map(({ step }) => step)).toEqual(["first", "second", "the end"]);
  });
});
