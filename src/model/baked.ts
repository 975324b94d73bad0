/** One configuration file whose values are fixed when compiling. */
export interface BakedFile {
  /** Name of the configuration it is: `phoenix_hypervisor_config`. */
  readonly name: string;
  /** As the caller named it. */
  readonly path: string;
  readonly sha256: string;
  readonly text: string;
  readonly document: unknown;
}

/** All that is fixed when compiling, by the name of its configuration. */
export type Baked = ReadonlyMap<string, BakedFile>;

/** `site.json (sha256 0f…)`: what a script says of its values. */
export function bakedFrom(file: BakedFile): string {
  return `${nameOf(file)} (sha256 ${file.sha256})`;
}

/** `site.json`, wherever it lay. */
export function nameOf({ path }: BakedFile): string {
  return path.replace(/^.*\//s, "");
}
