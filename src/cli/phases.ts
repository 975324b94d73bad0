/** How long the parts of a command took, in the order they began. */
export class Phases {
  readonly #started = performance.now();
  readonly #milliseconds = new Map<string, number>();

  /** Runs a part and remembers its time, also when it throws. */
  async time<T>(name: string, work: () => T | Promise<T>): Promise<T> {
    const from = performance.now();
    this.#milliseconds.set(name, 0);
    try {
      return await work();
    } finally {
      this.#milliseconds.set(name, Math.round(performance.now() - from));
    }
  }

  get total(): number {
    return Math.round(performance.now() - this.#started);
  }

  get milliseconds(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#milliseconds);
  }
}
