import { basename } from "node:path";
import { type Figure, notMeasured, short } from "./figure.ts";
import { allPeers, ashlar, handwritten, host } from "./peers.ts";
import { processesOf } from "./processes.ts";
import { type Contestants, timesOf } from "./world.ts";

const rounds = 3;
/** Ansible takes long: the others run this often for one run of it. */
const runsPerRound = 5;

/** Programs that a converged run of the host script starts. */
export async function programFigures(): Promise<Figure[]> {
  const { programs } = await processesOf(host, ashlar.run);
  const byHand = await processesOf(host, handwritten.run);
  return [
    {
      name: "programs of a converged run",
      figure: String(programs.length),
      unit: `execve (${programs.map((path) => basename(path)).join(" ")})`,
      goal: "<= 12",
      met: programs.length <= 12,
    },
    { name: "the same checks by hand", figure: String(byHand.programs.length), unit: "execve" },
    { name: "the predecessor", figure: "26", unit: "execve, and it verified almost nothing (not run here)" },
  ];
}

/** What the hand-written script calls and the compiled one does not, and what in a world is a fake. */
const fakesByHand = {
  isEnabled: "systemctl --quiet is-enabled phoenix-nvidia-nodes.service",
  allBuilds: "dkms status",
  build: "dkms status nvidia/580.76.05",
};

/** Time of a converged run against its peers, all in one world. */
export async function timeFigures(): Promise<Figure[]> {
  const peers = allPeers();
  const contestants: Contestants = {
    ...Object.fromEntries(peers.map(({ name, run }) => [name, run])),
    ...fakesByHand,
  };
  const fakes = Object.keys(fakesByHand);
  const often = Array.from({ length: runsPerRound }, () => [ashlar.name, handwritten.name, ...fakes]).flat();
  const rarely = peers.filter(({ name }) => name === "ansible").map(({ name }) => name);
  const times = await timesOf(host, contestants, [...often, ...rarely], rounds);
  return [...againstHand(times), againstAnsible(times)];
}

type Times = Readonly<Record<string, number>>;

/** With the peer's fakes, and with their time taken off: how fast a fake is says nothing of a real host. */
function againstHand({
  ashlar = 0,
  handwritten = 0,
  isEnabled = 0,
  allBuilds = 0,
  build = 0,
}: Times): Figure[] {
  const name = "converged run against a hand-written script";
  return [
    handFigure(name, ashlar, handwritten),
    handFigure(`${name}, less its fakes`, ashlar, handwritten - isEnabled - allBuilds - build),
  ];
}

function handFigure(name: string, ashlar: number, handwritten: number): Figure {
  const ratio = ashlar / handwritten;
  return {
    name,
    figure: `${short(ratio)}x`,
    unit: `${short(ashlar)} ms against ${short(handwritten)} ms`,
    goal: "<= 1.3x",
    met: handwritten > 0 && ratio <= 1.3,
  };
}

function againstAnsible({ ashlar = 0, ansible }: Times): Figure {
  const name = "converged run against Ansible";
  if (ansible === undefined) return notMeasured(name, "ansible-core or python3-apt is missing");
  const ratio = ansible / ashlar;
  return {
    name,
    figure: `${short(ratio)}x faster`,
    unit: `${short(ashlar)} ms against ${short(ansible)} ms`,
    goal: ">= 20x",
    met: ratio >= 20,
  };
}
