import { Disposable, l10n } from 'vscode';
import type { Exchange, Target } from '../../../kapture/exchange/exchange.ts';
import { urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { redactionMark, redactor, type Redact } from '../../../kapture/redaction/redact.ts';
import { refuseReadOnly } from '../../../kapture/exchange/refuseReadOnly.ts';
import { WriteConfirmation, type Write } from '../../../kapture/exchange/writeConfirmation.ts';
import { isUncertainWrite } from '../../../kapture/exchange/writeOutcome.ts';
import { fieldsOfWrite, problemOfAct, writeActOf, type WriteAct } from '../../../kapture/catalogue/writeAct.ts';
import { operationTitle, problemText } from '../texts/catalogueTexts.ts';
import { changeOfConnection } from './changeOfConnection.ts';
import type { ClientLoader } from './clientLoader.ts';
import { runCommand } from '../commands.ts';
import { explainError, explainFailure, explainTrouble } from '../texts/explain.ts';
import { numberText } from '../texts/localTexts.ts';
import type { Log } from '../log.ts';
import { showError, showWarning, type MessageAction } from '../questions/messages.ts';
import { sandboxName, type Targets } from '../ports.ts';
import { withProgress } from '../questions/progress.ts';
import { otherTarget } from './intendedTarget.ts';
import type { Body, SendRequestOptions } from './sendRequestOptions.ts';
import { ExchangeListeners, type ExchangeListener } from './exchangeListeners.ts';
import { unreachableText } from '../texts/tenantText.ts';

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
    const { tenant, retry, onProblem, purpose = 'request', source } = options;
    const wanted = options.expected?.name ?? options.connection;
    const connection = tenant === undefined ? wanted : this.#targets.connectionOf(tenant, wanted)?.name;
    if (tenant !== undefined && connection === undefined) {
      this.#refuse(unreachableText(tenant), onProblem);
      return undefined;
    }
    let name = connection ?? this.#targets.activeName;
    let actualOperation = operation;
    let retryActions: readonly MessageAction[] = [];
    try {
      const known = this.#targets.all.find((candidate) => candidate.name === name);
      // Checked before the user is asked for a key or for variables.
      if (known) refuseReadOnly(operation, known);
      let wasAsked = false;
      const resolve = async (wanted: string | undefined, id: OperationId): Promise<Target | undefined> => {
        const known = wanted === undefined ? undefined : await this.#targets.resolveNamed(wanted, id, { ask: false });
        if (known) return known;
        wasAsked = true;
        if (wanted !== undefined) return this.#targets.resolveNamed(wanted, id);
        const chosen = await this.#targets.resolveConnection();
        if (!chosen) return undefined;
        refuseReadOnly(id, chosen);
        return this.#targets.resolveNamed(chosen.name, id);
      };
      let target = await resolve(name, operation);
      // The connection may have changed while the user was asked for a key.
      if (target && tenant !== undefined && target.connection.tenant !== tenant) {
        this.#refuse(unreachableText(tenant), onProblem);
        return undefined;
      }
      const text = target && (typeof body === 'string' ? body : await body(target.connection));
      if (text?.includes(redactionMark)) {
        const refused = l10n.t(
          'Nothing was sent: the request contains a placeholder for an auth key that was removed before the request was stored. Replace the placeholder, then send the request again.',
        );
        this.#refuse(refused, onProblem);
        return undefined;
      }
      if (!target || text === undefined) return undefined;
      // The body decides whether a write is an Add or an Update, so the confirmation and the request follow the body.
      if (operations[operation].act) actualOperation = writeActOf(fieldsOfWrite(text)).operation;
      const { connection: first } = target;
      if (actualOperation !== operation) target = await resolve(first.name, actualOperation);
      if (!target) return undefined;
      // Also checked before the confirmation, because the input box for a key may have been open for long.
      const { connection: goal } = target;
      const isUnchanged = (shown = goal): boolean => this.#isUnchanged(actualOperation, shown, onProblem);
      if (!isUnchanged(options.expected) || !isUnchanged(first) || !isUnchanged()) return undefined;
      let confirmation: WriteConfirmation | undefined;
      if (operations[operation].writes) {
        const write = { operation: actualOperation, body: text, connection: goal };
        const answer = await this.#confirmWrite(operation, write, options);
        if (answer === 'declined') return undefined;
        if (answer !== 'not-needed') confirmation = answer;
        // The data on the server may have changed while a question was open.
        if ((wasAsked || confirmation) && options.recheck && !(await options.recheck())) return undefined;
      }
      if (!isUnchanged()) return undefined;
      ({ name } = goal);
      if (retry && !operations[operation].writes)
        retryActions = [{ title: l10n.t('Retry'), run: () => retry(goal.name) }];
      if (operations[operation].writes) options.onWillWrite?.(goal);
      const exchange = await this.#sendWithProgress(actualOperation, text, target, confirmation);
      this.#log.exchange(exchange);
      this.#reportTrouble(exchange, retryActions, onProblem);
      if (purpose !== 'internal')
        await this.#listeners.notify({ exchange, purpose, source, redact: lazyRedact(target) });
      return exchange;
    } catch (error) {
      if (!KaptureError.is(error)) throw error;
      this.#reportError(actualOperation, name ?? '', error, retryActions, onProblem);
      return undefined;
    }
  }

  #refuse(sentence: string, onProblem: SendRequestOptions['onProblem']): void {
    if (onProblem) onProblem(sentence);
    else void showWarning(sentence);
  }

  /**
   * Asks before a write to production or to an unintended target, or if the write does not do what its file name says.
   */
  async #confirmWrite(
    operation: OperationId,
    write: Write,
    options: SendRequestOptions,
  ): Promise<'not-needed' | WriteConfirmation | 'declined'> {
    const { body, connection } = write;
    const fields = fieldsOfWrite(body);
    const { operation: actualOperation, customerId } = writeActOf(fields);
    const wrongOperation = problemText(problemOfAct(operation, fields));
    const otherTarget = otherTargetText(actualOperation, connection, options);
    const isNeeded =
      connection.role === 'production' ||
      wrongOperation !== undefined ||
      (otherTarget !== undefined && connection.role !== 'sandbox');
    if (!isNeeded) return 'not-needed';
    const { confirmWrite, loadWrittenCustomer } = await import('./guard/index.ts');
    const ports = { targets: this.#targets, clients: this.#clients, log: this.#log };
    const customer =
      options.customer ??
      (customerId === undefined ? undefined : await loadWrittenCustomer(customerId, connection, ports));
    const notes = [wrongOperation, otherTarget].filter((note) => note !== undefined);
    const confirmation = await WriteConfirmation.ask(write, () => confirmWrite({ body, connection, customer, notes }));
    return confirmation ?? 'declined';
  }

  /**
   * Whether a connection is still as it was shown to the user. It may have changed in another window while a question
   * was open.
   */
  #isUnchanged(operation: OperationId, shown: Connection, onProblem: SendRequestOptions['onProblem']): boolean {
    // The sandbox gets its base URL when it starts.
    if (shown.name === sandboxName) return true;
    const now = this.#targets.all.find((candidate) => candidate.name === shown.name);
    const change = changeOfConnection(operation, shown, now);
    if (change === undefined) return true;
    this.#refuse(change, onProblem);
    return false;
  }

  async #sendWithProgress(
    operation: OperationId,
    body: string,
    target: Target,
    confirmation: WriteConfirmation | undefined,
  ): Promise<Exchange> {
    const title = l10n.t('{0}: {1}', target.connection.name, operationTitle(operation));
    return withProgress(title, async (signal, report) => {
      const client = await this.#clients.get();
      return client.send(operation, body, target, {
        signal,
        confirmation,
        onRetry: (attempt, waitMs) =>
          report(
            l10n.t(
              'retrying in {1} s (attempt {0})',
              attempt,
              numberText(waitMs / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
            ),
          ),
      });
    });
  }

  #reportError(
    operation: OperationId,
    connection: string,
    error: KaptureError,
    retryActions: readonly MessageAction[],
    onProblem: SendRequestOptions['onProblem'],
  ): void {
    this.#log.error(`${operation} ${connection}`, error);
    const uncertain = operations[operation].writes && error.wasSent ? [uncertainWriteText()] : [];
    if (onProblem) onProblem([explainError(error), ...uncertain].join(' '));
    else if (error.reason !== 'cancelled')
      void showError(this.#log, [explainError(error), ...uncertain].join(' '), ...retryActions);
    else if (uncertain.length)
      void showWarning([l10n.t('{0} was canceled.', operationTitle(operation)), ...uncertain].join(' '));
  }

  #reportTrouble(
    exchange: Exchange,
    retryActions: readonly MessageAction[],
    onProblem: SendRequestOptions['onProblem'],
  ): void {
    const isUncertain = isUncertainWrite(exchange.operation, exchange.response.reading);
    const sentence = explainTrouble(exchange) ?? (isUncertain ? explainFailure(exchange) : undefined);
    if (!sentence) return;
    const { trouble } = exchange.response.reading;
    const setKey: MessageAction = {
      title: l10n.t('Set Auth Key'),
      run: () => runCommand('kapture.setAuthKey', exchange.connection),
    };
    // Retrying would only return the same redirect.
    const actions = trouble === 'unauthorized' ? [setKey] : trouble === 'redirected' ? [] : retryActions;
    const message = isUncertain ? `${sentence} ${uncertainWriteText()}` : sentence;
    if (onProblem) onProblem(message);
    else void showError(this.#log, message, ...actions);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** Names the target that a write was intended for or previously sent to; undefined if it has not changed. */
function otherTargetText(
  operation: WriteAct['operation'],
  connection: Connection,
  { intendedTargets = [], previousUrl }: SendRequestOptions,
): string | undefined {
  const other = otherTarget(intendedTargets, connection, operation);
  if (other && other.name !== connection.name) return l10n.t('This request was opened for {0}.', other.name);
  if (other)
    return l10n.t(
      'This request was opened for {0}. The connection has changed since then.',
      other.addresses[operation] ?? '',
    );
  return previousUrl !== undefined && previousUrl !== urlOf(connection, operation)
    ? l10n.t('It was sent to {0} earlier. The connection has changed since then.', previousUrl)
    : undefined;
}

/** Warns after a write without a proper response, because sending it again may perform it twice. */
function uncertainWriteText(): string {
  return l10n.t('Kapture may have processed it. Get the customer before you send it again.');
}

/** Creates the redactor on first use, because creating one takes longer than using it. */
function lazyRedact({ key }: Target): Redact {
  let redact: Redact | undefined;
  return (text) => (redact ??= redactor([key]))(text);
}
