import { Disposable, EventEmitter } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Log } from '../log.ts';
import type { Targets } from '../targets.ts';
import type { ClientLoader } from './clientLoader.ts';
import type { SendServices } from './sendRequest.ts';
import type { Body, RequestWithoutResponse, SendOptions, SentExchange, WriteRecorder } from './sending.ts';

export type ExchangeListener = (sent: SentExchange) => void | Promise<void>;
export type LaterListener = (exchange: Exchange) => void | Promise<void>;

/**
 * Sends requests with cancellable progress, asks for confirmation where needed, and reports errors. The steps are
 * loaded with the first request, because activation does not need them.
 */
export class Sender implements Disposable {
  readonly #services: SendServices & { recorder?: WriteRecorder };
  readonly #log: Log;
  readonly #listeners = new Set<ExchangeListener>();
  readonly #laterListeners = new Set<LaterListener>();
  readonly #withoutResponse = new EventEmitter<RequestWithoutResponse>();
  /** Fires for a request that ends without a response, unless that is an intermediate read. */
  readonly onDidEndWithoutResponse = this.#withoutResponse.event;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#log = log;
    const notifyRead = (exchange: Exchange): void => void this.#notify(this.#laterListeners, exchange);
    this.#services = {
      targets,
      clients,
      log,
      notify: async (sent) => {
        await this.#notify(this.#listeners, sent);
        notifyRead(sent.exchange);
      },
      notifyRead,
      notifyWithoutResponse: (request) => this.#withoutResponse.fire(request),
    };
  }

  /** A listener that fails affects neither the others nor the request, which was sent. */
  async #notify<Event>(listeners: ReadonlySet<(event: Event) => void | Promise<void>>, event: Event): Promise<void> {
    const running = [...listeners].map(async (listener) => listener(event));
    for (const result of await Promise.allSettled(running))
      if (result.status === 'rejected') this.#log.error('The response could not be processed.', result.reason);
  }

  /** Fires for every response, whatever its outcome. `send` waits for all listeners. Their errors are logged. */
  onDidExchange(listener: ExchangeListener): Disposable {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  }

  /** Sets what records writes before they are sent. */
  recordWrites(recorder: WriteRecorder): void {
    this.#services.recorder = recorder;
  }

  /**
   * Fires when all listeners of `onDidExchange` have ended, so when the response is shown, and for every intermediate
   * read. Nothing waits for it.
   */
  afterExchange(listener: LaterListener): Disposable {
    this.#laterListeners.add(listener);
    return new Disposable(() => this.#laterListeners.delete(listener));
  }

  /**
   * Sends a request. Returns undefined if there is no response: it failed, which was reported, or the user canceled.
   */
  async send(operation: OperationId, body: Body, options: SendOptions): Promise<Exchange | undefined> {
    const { sendRequest } = await import('./sendRequest.ts');
    return sendRequest(operation, body, options, this.#services);
  }

  dispose(): void {
    this.#listeners.clear();
    this.#laterListeners.clear();
    this.#withoutResponse.dispose();
  }
}
