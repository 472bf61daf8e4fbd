/** How often the extension is asked, in milliseconds. */
const askMs = 3000;
/** Unanswered questions before the connection counts as lost: the extension can be busy for a few seconds. */
const maxUnanswered = 5;

export interface HostWatchOptions {
  /** Sends a message that the extension answers at once. */
  readonly ask: () => void;
  /** Whether the page is hidden. Its timers are delayed then. */
  readonly isHidden: () => boolean;
  /** Called when the connection is lost, and when an answer shows that it was not. */
  readonly onChange: (isLost: boolean) => void;
  /** In milliseconds; 3 seconds by default. */
  readonly interval?: number;
}

/**
 * Notices that the extension of a page does not answer, because its process has ended: VS Code starts it again, but not
 * for pages that are open. Counts questions instead of time, which also passes while a machine is suspended.
 */
export class HostWatch {
  readonly #options: HostWatchOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unanswered = 0;
  #isLost = false;

  constructor(options: HostWatchOptions) {
    this.#options = options;
  }

  /** Asks while something is in progress. */
  set isActive(isActive: boolean) {
    if (isActive) this.#timer ??= setInterval(() => this.#ask(), this.#options.interval ?? askMs);
    else {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
  }

  /** Must be called for every message of the extension. */
  hear(): void {
    this.#unanswered = 0;
    this.#setLost(false);
  }

  #ask(): void {
    if (this.#options.isHidden()) return;
    if (this.#unanswered >= maxUnanswered) this.#setLost(true);
    this.#unanswered++;
    this.#options.ask();
  }

  #setLost(isLost: boolean): void {
    if (this.#isLost === isLost) return;
    this.#isLost = isLost;
    this.#options.onChange(isLost);
  }
}
