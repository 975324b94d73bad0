/** `nvidia_driver.version` is `NVIDIA_DRIVER_VERSION` in the script. */
export function configVariable(path: readonly string[]): string {
  return path.join("_").toUpperCase();
}

/** Name of a step's constant: `NOUVEAU_OFF_CONTENT`. */
export function constantName(step: string, name: string): string {
  return `${step}_${name}`.toUpperCase();
}
