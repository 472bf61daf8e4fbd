import { Disposable } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Log } from '../log.ts';
import type { Targets } from '../ports.ts';
import type { ClientLoader } from './clientLoader.ts';
import { ExchangeListeners, type ExchangeListener } from './exchangeListeners.ts';
import type { SentExchange } from './sentExchange.ts';
import type { SendServices } from './pipeline/sendRequest.ts';
import type { Body, SendRequestOptions } from './sendRequestOptions.ts';

/**
 * Sends requests with cancellable progress, asks for confirmation where needed, and reports errors. The steps are
 * loaded with the first request, because activation does not need them.
 */
export class Sender implements Disposable {
  readonly #services: SendServices;
  readonly #listeners: ExchangeListeners;
  readonly #laterListeners: ExchangeListeners;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    const report = (error: unknown): void => log.error('The response could not be processed.', error);
    this.#listeners = new ExchangeListeners(report);
    this.#laterListeners = new ExchangeListeners(report);
    const notify = async (sent: SentExchange): Promise<void> => {
      await this.#listeners.notify(sent);
      void this.#laterListeners.notify(sent);
    };
    this.#services = { targets, clients, log, notify };
  }

  /** Fires for every response, whatever its outcome. `send` waits for all listeners. Their errors are logged. */
  onDidExchange(listener: ExchangeListener): Disposable {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  }

  /** Fires when all listeners of `onDidExchange` have ended, so when the response is shown. Nothing waits for it. */
  afterExchange(listener: ExchangeListener): Disposable {
    this.#laterListeners.add(listener);
    return new Disposable(() => this.#laterListeners.delete(listener));
  }

  /**
   * Sends a request. Returns undefined if there is no response: it failed, which was reported, or the user canceled.
   */
  async send(operation: OperationId, body: Body, options: SendRequestOptions = {}): Promise<Exchange | undefined> {
    const { sendRequest } = await import('./pipeline/index.ts');
    return sendRequest(operation, body, options, this.#services);
  }

  dispose(): void {
    this.#listeners.clear();
    this.#laterListeners.clear();
  }
}
