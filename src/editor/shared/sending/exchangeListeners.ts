import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { SentExchange } from './sentExchange.ts';

export type ExchangeListener = (sent: SentExchange) => void | Promise<void>;
export type LaterListener = (exchange: Exchange) => void | Promise<void>;

/**
 * The listeners of {@link Sender.onDidExchange} and {@link Sender.afterExchange}. One that fails affects neither the
 * others nor the request, which was sent.
 */
export class ExchangeListeners {
  readonly #listeners = new Set<ExchangeListener>();
  readonly #later = new Set<LaterListener>();
  readonly #report: (error: unknown) => void;

  /** `report` receives what a listener throws. */
  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  add(listener: ExchangeListener): void {
    this.#listeners.add(listener);
  }

  /** Adds a listener that is notified when all others have ended. */
  addLater(listener: LaterListener): void {
    this.#later.add(listener);
  }

  delete(listener: ExchangeListener): void {
    this.#listeners.delete(listener);
  }

  deleteLater(listener: LaterListener): void {
    this.#later.delete(listener);
  }

  /** Resolves when all listeners have ended, except later ones, which then run. Never rejects. */
  async notify(sent: SentExchange): Promise<void> {
    await this.#run(this.#listeners, sent);
    this.notifyLater(sent.exchange);
  }

  /** Notifies only the later listeners, of an intermediate read. */
  notifyLater(exchange: Exchange): void {
    void this.#run(this.#later, exchange);
  }

  async #run<Event>(listeners: ReadonlySet<(event: Event) => void | Promise<void>>, event: Event): Promise<void> {
    const running = [...listeners].map(async (listener) => listener(event));
    for (const result of await Promise.allSettled(running))
      if (result.status === 'rejected') this.#report(result.reason);
  }

  clear(): void {
    this.#listeners.clear();
    this.#later.clear();
  }
}
