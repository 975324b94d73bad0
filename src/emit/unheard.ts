import type { UnheardCall } from "../model/step-bash.ts";
import type { Command, ShellFunction } from "../shell/commands.ts";
import type { FunctionFile } from "./functions.ts";
import { type FunctionIndex, forwarded, indexFunctions } from "./reach.ts";

/**
 * Calls that lead to an `apply_*` from where bash ignores errors: behind `if`, `while`, `!`, `&&` and `||` a failing
 * command inside the apply would not end it.
 */
export function unheardApplies(files: readonly FunctionFile[]): UnheardCall[] {
  const index = indexFunctions(files);
  const leading = leadingToApply([...index.known.values()]);
  const leads = ({ nameStart, name }: Command) => nameStart.startsWith("apply_") || leading.has(name ?? "");
  return files.flatMap(({ path, functions }) =>
    functions.flatMap(({ commands }) =>
      commands
        .filter((command) => (command.errorsIgnored && leads(command)) || forwardsApply(command, index))
        .map(({ line, words, nameStart }) => ({ file: path, line, call: words.join(" ") || nameStart })),
    ),
  );
}

/** Names of the functions from which an apply is reached. */
function leadingToApply(functions: readonly ShellFunction[]): Set<string> {
  const found = new Set<string>();
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { name, commands } of functions) {
      if (commands.some((command) => command.nameStart.startsWith("apply_") || found.has(command.name ?? "")))
        found.add(name);
    }
  }
  return found;
}

/** `run apply_x`: who runs its arguments keeps their exit code, so that errors inside are ignored. */
function forwardsApply(command: Command, index: FunctionIndex): boolean {
  return forwarded(command, index)?.name?.startsWith("apply_") === true;
}
