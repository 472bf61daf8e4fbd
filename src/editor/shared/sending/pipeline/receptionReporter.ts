import type { PartialExchange } from '../../../../kapture/exchange/partialExchange.ts';
import type { Reception } from '../reception.ts';

/** Reports the long response of one request while it is received. Most requests have none. */
export class ReceptionReporter {
  readonly #notify: (reception: Reception) => void;
  #reception: { -readonly [Key in keyof Reception]: Reception[Key] } | undefined;

  /** `notify` is always called with the same object. */
  constructor(notify: (reception: Reception) => void) {
    this.#notify = notify;
  }

  /** Undefined if no long response has been received. */
  get reception(): Reception | undefined {
    return this.#reception;
  }

  receive(received: PartialExchange, cancel: () => void): void {
    this.#reception ??= { received, state: 'receiving', problem: undefined, cancel };
    // A decompressor can have a last piece after the request was canceled.
    if (this.#reception.state !== 'failed') this.#update({ received, state: 'receiving' });
  }

  retry(): void {
    this.#update({ state: 'retrying' });
  }

  /** `problem` is a sentence about why there is no response. */
  fail(problem: string): void {
    this.#update({ state: 'failed', problem });
  }

  #update(change: Partial<Reception>): void {
    if (this.#reception) this.#notify(Object.assign(this.#reception, change));
  }
}
