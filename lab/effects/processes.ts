import { posix } from "node:path";
import { pathOf, type SystemCall, unquote } from "./strace.ts";

/** Where something is touched. */
export type Place = "host" | "container";

/** Something that a traced run touched. */
export interface Touch {
  readonly place: Place;
  /** A device is one that was opened; to make or remove its node is to touch a file. */
  readonly subject: "file" | "device" | "command" | "address";
  /** An absolute path; for an address `IP:PORT`, or `IP:PORT/udp`. */
  readonly name: string;
  /** The system call that did it. */
  readonly call: string;
  /** Programs whose descendant it was, outermost first; the last one did it itself. */
  readonly programs: readonly string[];
  /** The step that was under way. */
  readonly step: string;
}

interface Process {
  place: "outside" | Place;
  programs: readonly string[];
  directory: string;
}

/** Who runs this runs the next program one level further in: from outside in the host, from there in a container. */
const entrance = "lxc-attach";
const inwards = { outside: "host", host: "container", container: "container" } as const;

/** Follows the processes of a trace, from the first one inside the host on. */
export function touchesOf(calls: readonly SystemCall[]): Touch[] {
  const processes = new Map<number, Process>();
  const steps = stepsAt(calls);
  return calls.flatMap((call, index) => {
    const process = processOf(processes, call.pid);
    if (!hasHappened(call)) return [];
    follow(processes, process, call);
    const { place, programs } = process;
    if (place === "outside" || programs.at(-1) === entrance) return [];
    const circumstances = { call: call.name, place, programs, step: steps[index] ?? "" };
    return touchedBy(process.directory, call).map((touched) => ({ ...touched, ...circumstances }));
  });
}

function processOf(processes: Map<number, Process>, pid: number): Process {
  const process = processes.get(pid) ?? { place: "outside", programs: [], directory: "/" };
  processes.set(pid, process);
  return process;
}

/** What a call changes about its process and those it starts. */
function follow(processes: Map<number, Process>, process: Process, call: SystemCall): void {
  const { name, args, result = "" } = call;
  process.directory = args.map(currentDirectory).find((path) => path !== undefined) ?? process.directory;
  if (name === "execve") execute(process, call);
  else if (name === "chdir") process.directory = posix.resolve(process.directory, unquote(args[0] ?? ""));
  else if (name === "fchdir") process.directory = pathOf(args[0] ?? "") ?? process.directory;
  else if (name === "setns" && args[0]?.includes("<mnt:")) enter(process);
  else if (/^(clone3?|v?fork)$/.test(name)) processes.set(childIn(result), { ...process });
}

/** A fork in a PID namespace returns a number of that; strace adds the one it knows the child by. */
function childIn(result: string): number {
  return Number(/^\d+ \/\* (\d+) in strace's PID NS/.exec(result)?.[1] ?? Number.parseInt(result, 10));
}

/** A connection may fail and was tried all the same. */
function hasHappened({ name, result }: SystemCall): boolean {
  return name === "connect" || (result !== undefined && !/^(-1|\?)/.test(result));
}

function currentDirectory(argument: string): string | undefined {
  return argument.startsWith("AT_FDCWD<") ? pathOf(argument) : undefined;
}

/** A program that goes into a container itself; what lxc-attach does on its way in is not looked at. */
function enter(process: Process): void {
  if (process.place === "host" && process.programs.at(-1) !== entrance) process.place = "container";
}

function execute(process: Process, { args }: SystemCall): void {
  const program = posix.basename(unquote(args[0] ?? ""));
  const crosses = process.programs.at(-1) === entrance;
  process.place = crosses ? inwards[process.place] : process.place;
  process.programs = crosses ? [program] : [...process.programs, program];
}

type Touched = Pick<Touch, "subject" | "name">;

/** What a call writes, runs or asks. */
function touchedBy(directory: string, call: SystemCall): Touched[] {
  const { name, args } = call;
  if (name === "execve")
    return [{ subject: "command", name: posix.resolve(directory, unquote(args[0] ?? "")) }];
  if (name === "connect") return addressIn(args).map((address) => ({ subject: "address", name: address }));
  if (/^(open|openat|openat2|creat)$/.test(name)) return opened(call);
  return filesIn(directory, call).map((path) => ({ subject: "file", name: path }));
}

function opened({ name, args, result = "" }: SystemCall): Touched[] {
  const flags = args[name === "open" ? 1 : 2] ?? "";
  if (name !== "creat" && !/O_(WRONLY|RDWR|CREAT|TRUNC)/.test(flags)) return [];
  const subject = /<char [^>]*>>$/.test(result) ? "device" : "file";
  return known(pathOf(result)).map((path) => ({ subject, name: path }));
}

/** Calls that change files, by how they name them: a path, a directory's descriptor and a path below it, a descriptor. */
const byPath: Readonly<Record<string, readonly number[]>> = {
  mkdir: [0],
  rmdir: [0],
  unlink: [0],
  mknod: [0],
  chmod: [0],
  chown: [0],
  lchown: [0],
  truncate: [0],
  umount2: [0],
  rename: [0, 1],
  link: [1],
  symlink: [1],
  mount: [1],
};
const byDirectoryAndPath: Readonly<Record<string, readonly number[]>> = {
  mkdirat: [0],
  unlinkat: [0],
  mknodat: [0],
  fchmodat: [0],
  fchownat: [0],
  utimensat: [0],
  renameat: [0, 2],
  renameat2: [0, 2],
  linkat: [2],
  symlinkat: [1],
};
const byDescriptor: Readonly<Record<string, readonly number[]>> = {
  fchmod: [0],
  fchown: [0],
  ftruncate: [0],
};

function filesIn(directory: string, { name, args }: SystemCall): string[] {
  const at = (index: number) => args[index] ?? "";
  return [
    ...(byPath[name] ?? []).map((index) => posix.resolve(directory, unquote(at(index)))),
    ...(byDirectoryAndPath[name] ?? []).flatMap((index) => below(directory, at(index), at(index + 1))),
    ...(byDescriptor[name] ?? []).flatMap((index) => known(pathOf(at(index)))),
  ];
}

/** A call on an open file has no path: the descriptor alone names it. */
function below(directory: string, descriptor: string, path: string): string[] {
  if (path === "NULL") return known(pathOf(descriptor));
  return [posix.resolve(pathOf(descriptor) ?? directory, unquote(path))];
}

function known(path: string | undefined): string[] {
  return path === undefined ? [] : [path];
}

/** Only what leaves this kernel. Connecting a datagram socket to port 0 sends nothing: it asks which way a packet would go. */
function addressIn(args: readonly string[]): string[] {
  const text = args.join(", ");
  const port = /sin6?_port=htons\((\d+)\)/.exec(text)?.[1];
  const address = /inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"/.exec(text);
  const isDatagram = text.includes("<UDP");
  if (port === undefined || address === null || (isDatagram && port === "0")) return [];
  return [`${address[1] ?? `[${address[2]}]`}:${port}${isDatagram ? "/udp" : ""}`];
}

/** For each call the step that was under way: a step is over when its result is written to the journal. */
function stepsAt(calls: readonly SystemCall[]): string[] {
  const steps: string[] = [];
  for (let [index, step] = [calls.length - 1, "the end"]; index >= 0; index--) {
    step = stepEndedBy(calls[index]) ?? step;
    steps[index] = step;
  }
  return steps;
}

function stepEndedBy(call: SystemCall | undefined): string | undefined {
  if (call?.name !== "write" || !pathOf(call.args[0] ?? "")?.endsWith(".jsonl")) return undefined;
  return /^{"step": "(\w+)", "result"/.exec(unquote(call.args[1] ?? ""))?.[1];
}
