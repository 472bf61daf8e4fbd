/** The rate of the latest steps of a run, and the time that the rest takes at it. */
export class Rate {
  #times: number[] = [];

  /** A step is done. */
  step(): void {
    this.#times.push(performance.now());
    if (this.#times.length > maxTimes) this.#times.shift();
  }

  /** A pause of this many milliseconds has ended. It does not count. */
  skip(ms: number): void {
    this.#times = this.#times.map((time) => time + ms);
  }

  /** Steps per second; 0 before the second one. */
  get perSecond(): number {
    const first = this.#times[0];
    if (first === undefined || this.#times.length < 2) return 0;
    return (this.#times.length - 1) / Math.max(0.001, (performance.now() - first) / 1000);
  }

  secondsLeft(steps: number): number | undefined {
    const { perSecond } = this;
    return perSecond > 0 ? steps / perSecond : undefined;
  }
}

/** How many of the latest steps the rate is computed from. */
const maxTimes = 200;
