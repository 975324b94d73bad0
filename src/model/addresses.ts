import type { ConfigField } from "./config.ts";
import { type ConfigProblem, problem, valueAt } from "./config-words.ts";

/** An address of a container, and where it is declared. */
interface Address {
  readonly ctid: string;
  readonly path: readonly string[];
  readonly value: string;
  /** Equal for two that cannot both be in use. */
  readonly key: string;
}

/** Addresses that another container of the same network has as well; the first of them may keep it. */
export function sharedAddresses(
  fields: readonly ConfigField[],
  document: unknown,
  ctids: readonly string[],
): ConfigProblem[] {
  return fields.flatMap((field) => {
    const addresses = ctids.flatMap((ctid) => addressOf(field, document, ctid));
    const firsts = new Map(addresses.toReversed().map((address) => [address.key, address]));
    return addresses.flatMap(({ ctid, path, value, key }) => {
      const first = firsts.get(key)?.ctid ?? ctid;
      return first === ctid ? [] : [problem(path, value, `an address of its own: container ${first} has it`)];
    });
  });
}

function addressOf({ path, uniqueWithin }: ConfigField, document: unknown, ctid: string): Address[] {
  if (uniqueWithin === undefined) return [];
  const own = path.map((key) => (key === "*" ? ctid : key));
  const value = valueAt(document, own);
  // Words such as dhcp have neither dots nor colons.
  if (typeof value !== "string" || !/[.:]/.test(value)) return [];
  const network = valueAt(document, [...own.slice(0, -1), uniqueWithin]);
  return [{ ctid, path: own, value, key: JSON.stringify([network, value.toLowerCase().split("/")[0]]) }];
}
