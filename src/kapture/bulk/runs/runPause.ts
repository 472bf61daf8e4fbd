/** Pauses a run between two rows. */
export class RunPause {
  #paused: { readonly ended: Promise<void>; readonly end: () => void } | undefined;

  get isPaused(): boolean {
    return this.#paused !== undefined;
  }

  pause(): void {
    if (this.#paused) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#paused = { ended: promise, end: resolve };
  }

  resume(): void {
    this.#paused?.end();
    this.#paused = undefined;
  }

  /** Resolves when the run is not paused, or the signal is aborted. */
  async whenRunning(signal: AbortSignal): Promise<void> {
    while (this.#paused && !signal.aborted) {
      const aborted = Promise.withResolvers<void>();
      signal.addEventListener('abort', () => aborted.resolve(), { once: true });
      await Promise.race([this.#paused.ended, aborted.promise]);
    }
  }
}
