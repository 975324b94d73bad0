/** `nvidia_driver.version` is `NVIDIA_DRIVER_VERSION` in the script; a field of the container is `CONTAINER_…`. */
export function configVariable(path: readonly string[]): string {
  const own = path.indexOf("*");
  const names = own === -1 ? path : ["container", ...path.slice(own + 1)];
  return names.join("_").toUpperCase();
}

/** Name of a step's constant: `NOUVEAU_OFF_CONTENT`. */
export function constantName(step: string, name: string): string {
  return `${step}_${name}`.toUpperCase();
}
