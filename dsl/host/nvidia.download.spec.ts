import { expect, given, type Sentence, scenario, specification, when } from "../../src/index.ts";
import { converged } from "./nvidia.spec.ts";
import nvidia from "./nvidia.ts";

const name = "NVIDIA-Linux-x86_64-580.76.05.run";
const kept = `/usr/local/phoenix_hypervisor/cache/${name}`;
const url = `http://127.0.0.1:8080/${name}`;
const fromMirror = given.config(`.nvidia_driver.runfile_url = "${url}"`);
const other = "NVIDIA-Linux-x86_64-570.124.06.run";

/** The file is there under its name, whole, and nothing unfinished lies beside it. */
const whole = [
  expect.exit(0),
  expect.file(kept, "0644"),
  expect.noFile(`${kept}.part`),
  expect.fileHas(`${kept}.verified`, "^[0-9a-f]{64} [0-9]+$"),
];

/** What failed left nothing that a later run could take for the file. */
const nothingKept = [expect.noFile(kept), expect.noFile(`${kept}.verified`)];

/** Only the step that fetches is run, on a fresh host. */
function fetching(sentence: string, ...sentences: (Sentence | readonly Sentence[])[]) {
  return scenario(sentence, given.host(), given.gpus(1), ...sentences);
}

const mirror = [
  fetching(
    "a mirror gives the file, and the next run asks nobody",
    fromMirror,
    given.mirror(),
    given.recorded("wget"),
    when.run("--only", "runfile"),
    whole,
    expect.step("changed", "runfile"),
    when.remembered(),
    when.run("--only", "runfile"),
    expect.step("ok", "runfile"),
    expect.neverCalls("^wget"),
    expect.unchanged(),
  ),
  fetching(
    "the mirror does not have it: told before anything is changed",
    given.config(`.nvidia_driver.runfile_url = "http://127.0.0.1:8080/none/${name}"`),
    given.mirror(),
    when.remembered(),
    when.run("--only", "runfile"),
    expect.exit(4),
    expect.step("failed", "runfile"),
    expect.says("found: +HTTP/1.1 404 Not Found"),
    expect.says(`next: +fetch the file elsewhere and put it at ${kept}, or name a mirror`),
    expect.unchanged(),
  ),
  fetching(
    "nobody answers at the mirror: told before anything is changed",
    fromMirror,
    when.remembered(),
    when.run("--only", "runfile"),
    expect.exit(4),
    expect.says("found: .*failed: Connection refused"),
    expect.unchanged(),
  ),
  fetching(
    "the mirror is overloaded at first",
    fromMirror,
    given.mirror(`503 2 /${name}`),
    when.run("--only", "runfile"),
    whole,
  ),
  fetching(
    "the connection breaks off again and again, and each try goes on where the last one stopped",
    fromMirror,
    given.mirror(`truncate 60000 /${name}`),
    when.run("--only", "runfile"),
    whole,
  ),
  fetching(
    "the connection breaks off for good",
    fromMirror,
    given.mirror(`truncate 1000 /${name}`),
    when.run("--only", "runfile"),
    expect.exit(1),
    expect.step("failed", "runfile"),
    expect.says("command: .*wget"),
    nothingKept,
  ),
  fetching(
    "a file that looks complete and is not is fetched once more, then refused, and both sums are named",
    fromMirror,
    given.mirror(`short 60000 /${name}`),
    given.recorded("wget"),
    when.run("--only", "runfile"),
    expect.exit(1),
    expect.says("^warning +runfile: the first download of .* has sha256 [0-9a-f]{64}$"),
    expect.says("^warning +runfile: the second download of .* has sha256 [0-9a-f]{64}$"),
    expect.says("expected: sha256 [0-9a-f]{64}$"),
    expect.says("found: +sha256 [0-9a-f]{64}$"),
    expect.callsTimes(2, "^wget .*--output-document"),
    nothingKept,
    expect.noFile(`${kept}.part`),
  ),
  fetching(
    "a file with a flipped byte is refused likewise",
    fromMirror,
    given.mirror(`corrupt /${name}`),
    when.run("--only", "runfile"),
    expect.exit(1),
    expect.says("what came from .* is not the pinned file$"),
    nothingKept,
  ),
  fetching(
    "a mirror that falls silent half way is a wait that ends",
    given.config(`.nvidia_driver += {runfile_url: "${url}", download_deadline_seconds: 1}`),
    given.mirror(`stall /${name}`),
    when.run("--only", "runfile"),
    expect.timeOut("runfile", "download"),
    nothingKept,
    given.mirror(),
    when.run("--only", "runfile"),
    whole,
  ),
];

const elsewhere = [
  ...[`file:/srv/${name}`, `file:///srv/${name}`, `/srv/${name}`].map((source) =>
    fetching(
      `the file comes from ${source}`,
      given.config(`.nvidia_driver.runfile_url = "${source}"`),
      given.recorded("wget"),
      when.run("--only", "runfile"),
      whole,
      expect.neverCalls("^wget"),
    ),
  ),
  fetching(
    "a path that does not lead to a file is told before anything is changed",
    given.config(`.nvidia_driver.runfile_url = "/srv/none/${name}"`),
    when.remembered(),
    when.run("--only", "runfile"),
    expect.exit(4),
    expect.says(`expected: a file that can be read: /srv/none/${name}$`),
    expect.unchanged(),
  ),
  fetching(
    "a right file that was put there by hand is taken, and nobody is asked",
    fromMirror,
    given.inWorld("install", "-D", "-m", "0600", `/srv/${name}`, kept),
    given.recorded("wget"),
    when.run("--only", "runfile"),
    whole,
    expect.neverCalls("^wget"),
  ),
  fetching(
    "a wrong file that was put there by hand is not taken",
    given.config(),
    given.inWorld("install", "-D", "-m", "0644", `/srv/${other}`, kept),
    when.run("--only", "runfile"),
    whole,
    when.inWorld("cmp", `/srv/${name}`, kept),
    expect.exit(0),
  ),
  fetching(
    "the configuration has the sha256 of another file: both are named, and nothing is kept",
    given.config(`.nvidia_driver.runfile_sha256 = "${"0".repeat(64)}"`),
    when.run("--only", "runfile"),
    expect.exit(1),
    expect.says(`expected: sha256 ${"0".repeat(64)}$`),
    expect.says("found: +sha256 [0-9a-f]{64}$"),
    expect.says("next: +compare the sha256 in the configuration with the one the vendor publishes"),
    nothingKept,
  ),
  fetching(
    "something that is no file stands in its place: nothing is guessed",
    given.config(),
    given.inWorld("mkdir", "--parents", kept),
    when.remembered(),
    when.run("--only", "runfile"),
    expect.exit(1),
    expect.says(`expected: a file in ${kept}$`),
    expect.unchanged(),
  ),
  fetching(
    "what an interrupted download left is not taken for the file",
    given.config(),
    given.file(`${kept}.part`, "0644", "half of it"),
    given.file(`${kept}.verified`, "0644", "0123 "),
    when.run("--only", "runfile"),
    whole,
  ),
];

/** On a converged host, where only the cache is not what it was. */
const cache = [
  scenario(
    "a cached file that was cut short is fetched again",
    given.layer(converged),
    given.inWorld("truncate", "--size=1000", kept),
    when.run(),
    whole,
    expect.changedOnly("runfile"),
  ),
  scenario(
    "a cached file that is empty is fetched again",
    given.layer(converged),
    given.inWorld("truncate", "--size=0", kept),
    when.run(),
    whole,
    expect.changedOnly("runfile"),
  ),
  scenario(
    "a cached file of the right size with other bytes is found by --verify-cache",
    given.layer(converged),
    given.inWorld("cp", kept, "/srv/whole.run"),
    given.inWorld(
      "dd",
      "if=/dev/zero",
      `of=${kept}`,
      "bs=1",
      "seek=5000",
      "count=8",
      "conv=notrunc",
      "status=none",
    ),
    when.run(),
    expect.step("ok", "runfile"),
    when.run("--verify-cache"),
    whole,
    expect.changedOnly("runfile"),
    when.inWorld("cmp", "/srv/whole.run", kept),
    expect.exit(0),
  ),
  scenario(
    "other bytes are found before they are run, without being asked to look",
    given.layer(converged),
    given.inWorld(
      "dd",
      "if=/dev/zero",
      `of=${kept}`,
      "bs=1",
      "seek=5000",
      "count=8",
      "conv=notrunc",
      "status=none",
    ),
    given.noFile("/usr/bin/nvidia-modprobe"),
    when.run(),
    expect.exit(0),
    expect.step("changed", "runfile", "driver"),
  ),
  scenario(
    "the mirror is gone and the file is there: a converged host needs nobody",
    given.layer(converged),
    fromMirror,
    when.remembered(),
    when.run(),
    expect.exit(0),
    expect.neverSays("^(changed|failed) "),
    expect.unchanged(),
  ),
];

export default specification(
  nvidia,
  { "downloads from a mirror": mirror, "downloads from elsewhere and the cache": [...elsewhere, ...cache] },
  { layers: [converged] },
);
