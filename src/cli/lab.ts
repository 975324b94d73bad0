import pc from "picocolors";
import { cacheState } from "./lab-cache.ts";
import { type LabHost, labHosts, labNames } from "./lab-names.ts";
import { fell, handOver, type Lab, labError, outputIn, raise, reset, upSince } from "./lab-substrate.ts";
import { print, printJson, seconds } from "./report.ts";

/** `ashlar lab up`: raises a lab unless it is up. */
export async function labUp(lab: Lab, host: LabHost | undefined): Promise<number> {
  const since = await upSince(lab);
  if (since !== undefined) return stayUp(lab, host);
  const started = performance.now();
  await raise(lab, host ?? labHosts[0]);
  print(`${pc.green("up")}  ${lab.name} in ${seconds(performance.now() - started)}`);
  return 0;
}

async function stayUp(lab: Lab, wanted: LabHost | undefined): Promise<number> {
  const { host } = await labStateOf(lab);
  if (wanted !== undefined && wanted !== host) {
    throw labError(`${lab.name} is up already, with a ${host} host: first ./ashlar lab down ${lab.name}`);
  }
  print(`${pc.green("up")}  ${lab.name} was up already`);
  return 0;
}

/** `ashlar lab down`: nothing of these labs is left, whatever state they were in. */
export async function labDown(root: string, names: readonly string[]): Promise<number> {
  for (const name of names) {
    const known = labNames().includes(name);
    await fell({ root, name });
    print(`${pc.green("down")}  ${name}${known ? "" : " was not up"}`);
  }
  if (names.length === 0) print("no lab is up");
  return 0;
}

/** `ashlar lab reset`: the state that the lab was raised in, or one that was kept. */
export async function labReset(lab: Lab, state: string | undefined): Promise<number> {
  await demandUp(lab);
  const started = performance.now();
  await reset(lab, state);
  const end = state === undefined ? "as freshly raised" : `as kept in ${state}`;
  print(`${pc.green("reset")}  ${lab.name} ${end} in ${seconds(performance.now() - started)}`);
  return 0;
}

/** `ashlar lab shell`: a terminal on the lab's host, or in a container of it. */
export async function labShell(lab: Lab, ctid: string | undefined): Promise<number> {
  await demandUp(lab);
  return handOver(lab, ctid === undefined ? ["bash", "--login"] : ["pct", "enter", ctid]);
}

async function demandUp(lab: Lab): Promise<void> {
  if ((await upSince(lab)) === undefined) {
    throw labError(`no lab called ${lab.name} is up: ./ashlar lab up --name ${lab.name}`);
  }
}

interface Container {
  readonly ctid: string;
  readonly state: string;
}

interface LabState {
  readonly name: string;
  /** Not there while a lab is being raised, or when a crash left it. */
  readonly since?: string;
  readonly host?: string;
  readonly containers: readonly Container[];
  /** Why a lab that is up does not answer: its host is being reset, say. */
  readonly trouble?: string;
}

/** `ashlar lab status`: every lab, its containers, and what the cache holds. */
export async function labStatus(root: string, { json }: { readonly json?: boolean }): Promise<number> {
  const labs = await Promise.all(labNames().map((name) => labStateOf({ root, name })));
  const cache = await cacheState();
  if (json) printJson({ labs, cache });
  else {
    for (const lab of labs) print(labText(lab));
    if (labs.length === 0) print("no lab is up");
    print(pc.dim(`cache  ${cache.path}  ${(cache.bytes / 1e6).toFixed(0)} MB  ${cache.digests.join(" ")}`));
  }
  return 0;
}

async function labStateOf(lab: Lab): Promise<LabState> {
  const since = await upSince(lab);
  if (since === undefined) return { name: lab.name, containers: [] };
  const state = { name: lab.name, since: since.toISOString() };
  try {
    return { ...state, ...readState(await outputIn(lab, ["bash", "-c", asked])) };
  } catch (error) {
    return { ...state, containers: [], trouble: (error as Error).message };
  }
}

/** The host's distribution in a line, then what pct lists. */
const asked = '. /etc/os-release && echo "$ID$VERSION_ID" && pct list';

/** Reads what a host answered about itself. */
export function readState(output: string): { readonly host: string; readonly containers: Container[] } {
  const [host = "", , ...listed] = output.split("\n");
  const containers = listed.flatMap((line) => {
    const [ctid, state] = line.trim().split(/\s+/);
    return ctid === undefined || state === undefined ? [] : [{ ctid, state }];
  });
  return { host, containers };
}

function labText({ name, host, since, containers, trouble }: LabState): string {
  if (since === undefined) return `${pc.yellow("not up")}  ${name}: being raised, or left by a crash`;
  if (trouble !== undefined) return `${pc.yellow("no answer")}  ${name}  since ${since}: ${trouble}`;
  const listed = containers.map(({ ctid, state }) => `  ${ctid}  ${state}`);
  return [`${pc.green("up")}  ${name}  ${host}  since ${since}`, ...listed].join("\n");
}
