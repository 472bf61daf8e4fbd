import { Disposable, l10n } from 'vscode';
import type { Exchange, Target } from '../../../kapture/exchange/exchange.ts';
import { secretsOf } from '../../../kapture/exchange/targetHeaders.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { fieldsOfWrite, operationOfAct, writeActOf } from '../../../kapture/catalogue/writeAct.ts';
import type { WriteConfirmation } from '../../../kapture/exchange/writeConfirmation.ts';
import { redactor, type Redact } from '../../../kapture/redaction/redact.ts';
import type { Log } from '../log.ts';
import type { Targets } from '../ports.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';
import { changeOfConnection } from './changeOfConnection.ts';
import type { ClientLoader } from './clientLoader.ts';
import { confirmIfNeeded, confirmReadIfNeeded } from './confirmIfNeeded.ts';
import { ExchangeListeners, type ExchangeListener } from './exchangeListeners.ts';
import { NotSent } from './notSent.ts';
import { refuseOtherDialect } from './refuseOtherDialect.ts';
import type { RequestToSend } from './requestToSend.ts';
import { SendReport } from './sendReport.ts';
import type { Body, SendRequestOptions } from './sendRequestOptions.ts';
import { sendWithProgress } from './sendWithProgress.ts';
import { TargetFinder } from './targetFinder.ts';
import { textToSend } from './textToSend.ts';

/** Sends requests with cancellable progress, asks for confirmation where needed, and reports errors. */
export class Sender implements Disposable {
  readonly #targets: Targets;
  readonly #clients: ClientLoader;
  readonly #log: Log;
  readonly #listeners: ExchangeListeners;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#targets = targets;
    this.#clients = clients;
    this.#log = log;
    this.#listeners = new ExchangeListeners((error) => log.error('The response could not be processed.', error));
  }

  /** Fires for every response, whatever its outcome. `send` waits for all listeners. Their errors are logged. */
  onDidExchange(listener: ExchangeListener): Disposable {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  }

  /**
   * Sends a request. Returns undefined if there is no response: it failed, which was reported, or the user cancelled.
   */
  async send(operation: OperationId, body: Body, options: SendRequestOptions = {}): Promise<Exchange | undefined> {
    const report = new SendReport(operation, options, this.#log);
    try {
      const finder = new TargetFinder(this.#targets, options);
      const request = await this.#prepare(operation, body, options, finder, report);
      await refuseOtherDialect(operation, request, options);
      const confirmation = await this.#guard(operation, request, options, finder);
      const exchange = await this.#sendPrepared(request, confirmation, options);
      report.response(exchange);
      await this.#notify(exchange, request.target, options);
      return exchange;
    } catch (error) {
      if (error instanceof NotSent) {
        if (error.sentence !== undefined) report.notSent(error.sentence);
      } else if (KaptureError.is(error)) report.error(error);
      else throw error;
      return undefined;
    }
  }

  /** Resolves the target and reads the body. */
  async #prepare(
    operation: OperationId,
    body: Body,
    options: SendRequestOptions,
    finder: TargetFinder,
    report: SendReport,
  ): Promise<RequestToSend> {
    report.connection = finder.nameFor(options);
    const first = await finder.find(report.connection, operation, options.tenant);
    report.connection = first.connection.name;
    const text = await textToSend(body, first.connection);
    // The body decides whether a write is an Add or an Update, so the confirmation and the request follow the body.
    report.operation = operations[operation].act
      ? operationOfAct(operation, writeActOf(fieldsOfWrite(text)))
      : operation;
    const target = report.operation === operation ? first : await finder.find(first.connection.name, report.operation);
    const request = { operation: report.operation, body: text, target };
    // Also checked before the confirmation, because the input box for a key may have been open for long.
    for (const shown of [options.expected, first.connection, target.connection])
      if (shown) this.#refuseChanged(request.operation, shown);
    return request;
  }

  /** Asks before a request where needed, and checks again what may have changed while a question was open. */
  async #guard(
    operation: OperationId,
    request: RequestToSend,
    options: SendRequestOptions,
    finder: TargetFinder,
  ): Promise<WriteConfirmation | undefined> {
    const { connection } = request.target;
    if (!operations[request.operation].writes) {
      if (await confirmReadIfNeeded(request.operation, connection, options)) {
        this.#refuseChanged(request.operation, connection);
        options.onWillSend?.(connection);
      }
      return undefined;
    }
    const ports = { targets: this.#targets, clients: this.#clients, log: this.#log };
    const confirmation = await confirmIfNeeded(operation, { ...request, connection }, options, ports);
    if ((finder.hasAsked || confirmation) && options.recheck && !(await options.recheck())) throw new NotSent();
    this.#refuseChanged(request.operation, connection);
    return confirmation;
  }

  async #sendPrepared(
    request: RequestToSend,
    confirmation: WriteConfirmation | undefined,
    { onWillSend }: SendRequestOptions,
  ): Promise<Exchange> {
    const { operation, target } = request;
    if (operations[operation].writes) onWillSend?.(target.connection);
    const title = l10n.t('{0}: {1}', target.connection.name, operationTitle(operation));
    return sendWithProgress(title, request, { confirmation }, { clients: this.#clients, log: this.#log });
  }

  async #notify(exchange: Exchange, target: Target, options: SendRequestOptions): Promise<void> {
    const { purpose = 'request', source } = options;
    if (purpose !== 'internal') await this.#listeners.notify({ exchange, purpose, source, redact: lazyRedact(target) });
  }

  /** Throws `NotSent` if a connection is no longer as it was shown to the user. */
  #refuseChanged(operation: OperationId, shown: Connection): void {
    const change = changeOfConnection(operation, shown, this.#targets);
    if (change !== undefined) throw new NotSent(change);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** Creates the redactor on first use, because creating one takes longer than using it. */
function lazyRedact(target: Target): Redact {
  let redact: Redact | undefined;
  return (text) => (redact ??= redactor(secretsOf(target)))(text);
}
