import { Disposable, EventEmitter } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { Log } from '../log.ts';
import type { Targets } from '../ports.ts';
import type { ClientLoader } from './clientLoader.ts';
import { ExchangeListeners, type ExchangeListener, type LaterListener } from './exchangeListeners.ts';
import type { SendServices } from './pipeline/sendRequest.ts';
import type { Body, SendRequestOptions } from './sendRequestOptions.ts';
import type { RequestWithoutResponse, WriteRecorder } from './sentExchange.ts';

/**
 * Sends requests with cancellable progress, asks for confirmation where needed, and reports errors. The steps are
 * loaded with the first request, because activation does not need them.
 */
export class Sender implements Disposable {
  readonly #services: SendServices & { recorder?: WriteRecorder };
  readonly #listeners: ExchangeListeners;
  readonly #withoutResponse = new EventEmitter<RequestWithoutResponse>();
  /** Fires for a request that ends without a response, unless that is an intermediate read. */
  readonly onDidEndWithoutResponse = this.#withoutResponse.event;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#listeners = new ExchangeListeners((error) => log.error('The response could not be processed.', error));
    this.#services = {
      targets,
      clients,
      log,
      notify: (sent) => this.#listeners.notify(sent),
      notifyRead: (exchange) => this.#listeners.notifyLater(exchange),
      notifyWithoutResponse: (request) => this.#withoutResponse.fire(request),
    };
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

  /** Records what a later read of its customer found of a write. */
  noteFound(...args: Parameters<WriteRecorder['noteFound']>): void {
    this.#services.recorder?.noteFound(...args);
  }

  /**
   * Fires when all listeners of `onDidExchange` have ended, so when the response is shown, and for every intermediate
   * read. Nothing waits for it.
   */
  afterExchange(listener: LaterListener): Disposable {
    this.#listeners.addLater(listener);
    return new Disposable(() => this.#listeners.deleteLater(listener));
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
    this.#withoutResponse.dispose();
  }
}
