import { resolve } from "node:path";
import { CommanderError } from "commander";
import { targetFacts } from "../model/judgement.ts";
import type { PackageOptions } from "./bake.ts";

/** The options of `build` that make it a package, as they were typed. */
export interface TypedOptions {
  readonly out?: string;
  readonly standalone?: boolean;
  readonly bake?: string;
  readonly hostDistro?: string;
  readonly hostGpus?: string;
}

/** The package that is wanted; undefined for a plain build. */
export function packageOptions(typed: TypedOptions, folder: string): PackageOptions | undefined {
  const { out, standalone = false, bake, hostDistro, hostGpus } = typed;
  const isBaked = bake !== undefined;
  if (!isBaked && (hostDistro ?? hostGpus) !== undefined)
    throw wrong("--host-distro and --host-gpus go with --bake");
  if (!standalone && !isBaked) return undefined;
  if (out === undefined) throw wrong("--standalone and --bake write a package: name its folder with --out");
  const files = bake?.split(",") ?? [];
  if (files.includes("")) throw wrong("--bake takes CONFIG or CONFIG,LXC_CONFIG");
  return {
    standalone,
    bake: files.map((file) => ({ typed: file, path: resolve(folder, file) })),
    facts: new Map([
      ...fact(
        targetFacts.distribution.expression.name,
        hostDistro,
        /^[a-z]+[0-9]+$/,
        "--host-distro: debian12",
      ),
      ...fact(targetFacts.gpus.expression.name, hostGpus, /^[0-9]{1,2}$/, "--host-gpus: 2"),
    ]),
  };
}

function fact(name: string, value: string | undefined, pattern: RegExp, example: string): [string, string][] {
  if (value === undefined) return [];
  if (!pattern.test(value)) throw wrong(`a value such as in ${example} is wanted, not ${value}`);
  return [[name, value]];
}

function wrong(message: string): CommanderError {
  return new CommanderError(2, "ashlar.package", message);
}
