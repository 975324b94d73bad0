import { expect, given, scenario, specification, when } from "../../src/index.ts";
import * as there from "../feature-world.ts";
import { converged, convergedLayer, fresh, freshLayer, section, shellInside, world } from "../vllm-world.ts";
import vllm from "./vllm.ts";

const { ctid, runIt } = there;

const unit = "/etc/systemd/system/vllm_model_server.service";
const serverSteps = ["user", "service", "health"];
const engineConfig = (edit: string) => given.lxcConfig(`.lxc_configs."${ctid}".vllm_engine_config ${edit}`);

const servers = [
  scenario(
    "the options become the words of the command, quoted as systemd reads them",
    fresh,
    runIt(),
    expect.exit(0),
    expect.containerFileHas(
      ctid,
      unit,
      '^ExecStart=/opt/vllm/bin/vllm serve "/models/Qwen 2" --max-model-len 4096 --trust-remote-code --host 0\\.0\\.0\\.0 --port 8000 --served-model-name "it\'s 100%% \\$\\$x"$',
    ),
    expect.containerFileHas(ctid, unit, "^User=vllm$"),
  ),
  scenario(
    "another option is another unit, and the server is started anew with it",
    converged,
    engineConfig(".ServerConfig.port = 8001"),
    there.planIt(),
    expect.step("would", "unit"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("unit", "service"),
    expect.says("ok +health +.*:8001/health"),
    expect.planKept(),
  ),
  scenario(
    "without options no server runs, and the packages are there all the same",
    given.host(),
    given.readyHost(1),
    there.declared(["nvidia", "vllm"]),
    given.container(ctid),
    runIt(),
    expect.exit(0),
    expect.step("changed", "packages", "environment"),
    expect.step("ok", "unit"),
    expect.step("skipped", ...serverSteps),
    expect.containerNoFile(ctid, unit),
  ),
  scenario(
    "a clone without options does not run the server of its parent",
    converged,
    there.declared([], ["nvidia", "vllm"]),
    there.planIt(),
    expect.exit(3),
    expect.step("would", "unit"),
    runIt(),
    expect.exit(0),
    expect.step("changed", "unit"),
    expect.step("skipped", ...serverSteps),
    expect.containerNoFile(ctid, unit),
    when.remembered(),
    runIt(),
    expect.exit(0),
    expect.unchanged(),
    expect.planKept(),
  ),
  scenario(
    "options without a model are refused before anything is done",
    fresh,
    engineConfig("= {port: 8000}"),
    runIt(),
    expect.exit(4),
    expect.step("failed", "model"),
    expect.says("add to the configuration: the model of vllm_engine_config"),
    expect.pctExecs(0),
  ),
  scenario(
    "options that are none are refused with their path",
    fresh,
    engineConfig('= {"max model len": 1}'),
    runIt(),
    expect.exit(4),
    expect.says(
      "lxc_configs\\.900\\.vllm_engine_config: found an object, expected an object of options such as",
    ),
    expect.pctExecs(0),
  ),
  scenario(
    "user: one that can log in is put right",
    converged,
    shellInside("usermod --shell /bin/bash vllm"),
    there.planIt(),
    expect.step("would", "user"),
    runIt(),
    expect.exit(0),
    expect.changedOnly("user"),
  ),
  scenario(
    "service gives up a start that does not end",
    converged,
    section(".start_deadline_seconds = 1"),
    engineConfig(".ServerConfig.port = 8001"),
    given.containerFault(ctid, "systemctl", { action: "sleep 30", matching: "^restart" }),
    runIt(),
    expect.timeOut("service", "service"),
    expect.endedAt("service"),
  ),
  scenario(
    "health waits while a model is loaded, and gives up on one that never is",
    converged,
    section(".health_deadline_seconds = 1"),
    shellInside(`sed --in-place '/^\\[Service/aEnvironment=VLLM_STAND_IN_LOADS_SECONDS=100' ${unit}`),
    shellInside("mkdir --parents /etc/systemd/system; cp /opt/vllm/bin/vllm /root/vllm"),
    given.containerFile(
      ctid,
      "/opt/vllm/bin/vllm",
      "0755",
      '#!/bin/sh\nVLLM_STAND_IN_LOADS_SECONDS=100 exec /opt/vllm/bin/python3 -m vllm.main "$@"\n',
    ),
    runIt(),
    expect.timeOut("health", "health"),
    expect.endedAt("health"),
    given.containerFile(
      ctid,
      "/opt/vllm/bin/vllm",
      "0755",
      '#!/bin/sh\nVLLM_STAND_IN_LOADS_SECONDS=3 exec /opt/vllm/bin/python3 -m vllm.main "$@"\n',
    ),
    section(".health_deadline_seconds = 60"),
    runIt(),
    expect.exit(0),
    expect.step("ok", "health"),
  ),
];

const declarations = [
  scenario(
    "without the feature that it needs it is refused before anything is done, with the list to mend",
    given.layer(freshLayer),
    there.declared(["base_setup", "vllm"], ["base_setup"]),
    when.remembered(),
    runIt(),
    expect.exit(4),
    expect.says(
      'lxc_configs\\.900\\.features: found "vllm" without "nvidia" before it, expected "nvidia" before "vllm": add "nvidia", here or to a container that 900 was cloned from$',
    ),
    expect.pctExecs(0),
    expect.unchanged(),
  ),
  scenario(
    "a configuration that does not say what to install is refused before anything is done",
    fresh,
    given.config("del(.vllm)"),
    runIt(),
    expect.exit(4),
    expect.step("failed", "configured"),
    expect.says("add to the configuration: vllm\\.requirements, vllm\\.requirements_sha256"),
    expect.pctExecs(0),
  ),
];

export default specification(
  vllm,
  { ...there.firstSteps(world), servers, declarations },
  { layers: [freshLayer, convergedLayer] },
);
