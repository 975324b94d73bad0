import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../feature-world.ts";
import pythonApiService from "./python_api_service.ts";

const { ctid, runIt } = there;

const world: there.FeatureWorld = {
  feature: "python_api_service",
  steps: ["initialization", "apt_servers", "packages", "complete", "venv"],
  installing: ["apt_servers", "packages"],
  brings: "python3-pip",
  changing: ["packages", "venv"],
};
const fresh = there.freshLayer(world);
const converged = given.layer(there.convergedLayer(world));
const record = "/var/lib/phoenix_hypervisor/python-venv";
const shellInside = (command: string) => given.inContainer(ctid, "bash", "-c", command);

const venvs = [
  scenario(
    "venv: one is really made, its pip runs, and nothing is left of it but a note of what it was made with",
    given.layer(fresh),
    runIt(),
    expect.exit(0),
    expect.containerFileHas(ctid, record, "^python3 "),
    expect.containerFileHas(ctid, record, "^python3-venv "),
    shellInside("python3 -m venv /opt/api && /opt/api/bin/pip --version"),
    shellInside("[[ -z $(find /run/phoenix_hypervisor -name '*venv*') ]]"),
  ),
  scenario(
    "venv: tried again when Python was replaced",
    converged,
    given.offered("debian", "python3-venv_3.11.2-2_amd64", "Depends: python3"),
    given.containerInstalled(ctid, "python3-venv=3.11.2-2"),
    there.planIt(),
    expect.step("would", "venv"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("venv"),
    expect.containerFileHas(ctid, record, "^python3-venv 3\\.11\\.2-2$"),
  ),
  scenario(
    "venv: a Python that can make none is found out, and said with its own words",
    converged,
    shellInside(`rm -r /usr/lib/python3.*/ensurepip; rm ${record}`),
    runIt(),
    expect.exit(1),
    expect.endedAt("venv"),
    expect.says("ensurepip"),
    expect.containerNoFile(ctid, record),
  ),
  scenario(
    "venv: a note without a Python counts for nothing",
    converged,
    shellInside("rm /usr/bin/python3"),
    runIt(),
    expect.exit(1),
    expect.endedAt("venv"),
  ),
  scenario(
    "venv: a run that was killed before it noted what it tried is repeated by the next",
    given.layer(fresh),
    given.containerFault(ctid, "mkdir", {
      action: "kill-script",
      matching: "/var/lib/phoenix_hypervisor$",
      call: 1,
    }),
    when.runThroughKills(String(ctid)),
    expect.kills(1),
    expect.exit(0),
    expect.containerFileHas(ctid, record, "^python3 "),
  ),
];

export default specification(
  pythonApiService,
  { ...there.firstSteps(world), "virtual environments": venvs },
  { layers: [fresh, there.convergedLayer(world)] },
);
