import { l10n } from 'vscode';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { isUncertainWrite, writtenCustomerFields } from '../../../kapture/exchange/writtenCustomer.ts';
import type { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { runCommand } from '../commands.ts';
import type { Log } from '../log.ts';
import { showError, showWarning, type MessageAction } from '../dialogs/messages.ts';
import { operationTitle } from '../texts/catalogueTexts.ts';
import { otherRecordText } from '../texts/customerTexts.ts';
import { explainError, explainFailure, explainTrouble } from '../texts/explain.ts';
import { oneLabel } from '../texts/plainText.ts';
import type { SendOptions } from './sender.ts';
import type { NotSent } from './sendTarget.ts';

/** Tells the user, or `onProblem`, why a request was not sent or why its response is unusable. */
export class SendReport {
  /** The operation as which the request is sent, given its body. */
  operation: OperationId;
  /** Name of the connection; undefined until it is known. */
  connection: string | undefined;
  /** The tenant of the connection; undefined until it is known. */
  tenant: string | undefined;
  body: string | undefined;
  readonly #options: SendOptions;
  readonly #log: Log;

  constructor(operation: OperationId, options: SendOptions, log: Log) {
    this.operation = operation;
    this.#options = options;
    this.#log = log;
  }

  notSent({ sentence, actions }: NotSent): void {
    if (sentence === undefined) return;
    const { onProblem } = this.#options;
    if (onProblem) onProblem(sentence, false);
    else void showWarning(sentence, this.#log, ...actions);
  }

  error(error: KaptureError): void {
    const { operation, connection = '' } = this;
    this.#log.error(`${operation} ${connection}`, error);
    const uncertain = operations[operation].writes && error.wasSent ? [uncertainWriteText()] : [];
    const { onProblem } = this.#options;
    if (onProblem) onProblem([explainError(error), ...uncertain].join(' '), uncertain.length > 0);
    else if (error.reason !== 'canceled')
      void showError(
        this.#log,
        [explainError(error), ...uncertain].join(' '),
        ...(uncertain.length ? this.#getActions() : this.#retryActions()),
      );
    else if (uncertain.length)
      void showWarning(
        [l10n.t('{0} was canceled.', operationTitle(operation)), ...uncertain].join(' '),
        this.#log,
        ...this.#getActions(),
      );
  }

  /** Reports a response that is unusable, or that leaves open whether a write was processed. */
  response(exchange: Exchange): void {
    const isUncertain = isUncertainWrite(exchange.operation, exchange.response.reading);
    const isShown = this.#isForResponse();
    const sentence = explainTrouble(exchange, { isShown }) ?? (isUncertain ? explainFailure(exchange) : undefined);
    if (!sentence) {
      this.#otherRecord(exchange);
      return;
    }
    const message = isUncertain ? `${sentence} ${uncertainWriteText()}` : sentence;
    const { onProblem } = this.#options;
    if (onProblem) onProblem(message, isUncertain);
    else void showError(this.#log, message, ...(isUncertain ? this.#getActions() : this.#actionsFor(exchange)));
  }

  /** Reports a success with another record than the requested one, unless the purpose compares the records itself. */
  #otherRecord(exchange: Exchange): void {
    const { operation, tenant, connection } = exchange;
    const { otherId } = exchange.response.reading;
    const { onProblem } = this.#options;
    if (otherId === undefined || !this.#isForResponse()) return;
    const sentence = otherRecordText(exchange, otherId);
    const openCustomer = (): MessageAction[] =>
      operations[operation].module === 'customer'
        ? [
            {
              title: l10n.t('Open Customer {0}', oneLabel(otherId, 60)),
              run: () => runCommand('kapture.openCustomer', { tenant, connection, id: otherId }),
            },
          ]
        : [];
    if (onProblem) onProblem(sentence, operations[operation].writes);
    else if (operations[operation].writes) void showError(this.#log, sentence, ...openCustomer());
    else void showWarning(sentence);
  }

  /** Whether the user sent the request to see its response. */
  #isForResponse(): boolean {
    return ['request', 'again', 'run', 'compare'].includes(this.#options.purpose.kind);
  }

  #actionsFor({ connection, response }: Exchange): readonly MessageAction[] {
    const { trouble } = response.reading;
    if (trouble === 'unauthorized')
      return [{ title: l10n.t('Set Auth Key'), run: () => runCommand('kapture.manageSecrets', connection) }];
    // A retry would only be redirected again.
    return trouble === 'redirected' ? [] : this.#retryActions();
  }

  /** The action that gets the customer of a write, which shows whether the write was carried out. */
  #getActions(): readonly MessageAction[] {
    const { operation, connection, tenant, body } = this;
    const write = body === undefined ? undefined : { operation, requestBody: body };
    const fields = write && writtenCustomerFields(write);
    if (!fields || connection === undefined) return [];
    // The message can be old, and its connection can lead to another tenant by the time of the click.
    const run = (): unknown => runCommand('kapture.getCustomer', { fields, connection, tenant });
    return [{ title: l10n.t('Get Customer'), run }];
  }

  #retryActions(): readonly MessageAction[] {
    const { operation, connection } = this;
    const { retry } = this.#options;
    if (!retry || connection === undefined || operations[operation].writes) return [];
    return [{ title: l10n.t('Retry'), run: () => retry(connection) }];
  }
}

/** A warning after a write without a proper response, because sending the write again may perform it twice. */
function uncertainWriteText(): string {
  return l10n.t('The write may have taken effect.');
}
