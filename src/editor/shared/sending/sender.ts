import { Disposable, l10n } from 'vscode';
import type { Exchange, Target } from '../../../kapture/exchange/exchange.ts';
import { urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { redactionMark, redactor, type Redact } from '../../../kapture/redaction/redact.ts';
import { refuseReadOnly } from '../../../kapture/connection/refuseReadOnly.ts';
import { WriteConfirmation, type Write } from '../../../kapture/exchange/writeConfirmation.ts';
import { isUncertainWrite } from '../../../kapture/exchange/writeOutcome.ts';
import { fieldsOfWrite, problemOfAct, writeActOf, type WriteAct } from '../../../kapture/catalogue/writeAct.ts';
import { operationTitle, problemText } from '../texts/catalogueTexts.ts';
import { changeOfConnection } from './changeOfConnection.ts';
import type { ClientLoader } from './clientLoader.ts';
import { runCommand } from '../commands.ts';
import { explainError, explainFailure, explainTrouble } from '../texts/explain.ts';
import { numberText } from '../texts/localTexts.ts';
import type { WrittenCustomer } from './guard/index.ts';
import type { Log } from '../log.ts';
import { showError, showWarning, type MessageAction } from '../questions/messages.ts';
import { sandboxName, type Targets } from '../ports.ts';
import { withProgress } from '../questions/progress.ts';
import { otherTarget, type IntendedTarget } from './intendedTarget.ts';
import type { RequestText } from '../documents/requestText.ts';
import type { Purpose, SentExchange } from './sentExchange.ts';
import { unreachable } from '../texts/tenantText.ts';

/** What is sent, or how it is made once it is known where it goes; undefined if it cannot be sent, which the user was told. */
export type Body = string | ((connection: Connection) => Promise<string | undefined>);

export interface SendRequestOptions {
  /** Name of a connection; left out, the active one. */
  readonly connection?: string | undefined;
  /** Whose data the request is about: it goes through a connection that leads there, the named one if it does, or nowhere. */
  readonly tenant?: string | undefined;
  /** The connection as a question has named it already: it goes there, or nowhere if that is another by now. */
  readonly named?: Connection | undefined;
  /** The customer that an Update changes, where it has been read already; shown where the write is asked about. */
  readonly customer?: WrittenCustomer;
  /** Where a write was meant to go: the user may have forgotten that it goes elsewhere now. Several where it is unclear which. */
  readonly meantFor?: readonly IntendedTarget[] | undefined;
  /** Called as a write goes out, to a connection that the user knows of. */
  readonly willWrite?: (connection: Connection) => unknown;
  /** The address that a write went to the first time, where it is sent once more: a connection may have been changed since. */
  readonly sentTo?: string | undefined;
  /** Called after the user was asked about a write, which may have taken long: whether it is still to be sent. */
  readonly stillRight?: () => Promise<boolean>;
  /** Offered as Retry where a read failed, for the connection that it failed at. */
  readonly again?: (connection: string) => unknown;
  /** Is given the sentence that says what went wrong, instead of the user. */
  readonly tell?: ((sentence: string) => void) | undefined;
  /** Left out, the user sent the request and is shown the response. */
  readonly purpose?: Purpose;
  /** What is sent of a document. */
  readonly source?: RequestText | undefined;
}

export type ExchangeListener = (sent: SentExchange) => void | Promise<void>;

/** Sends a request to a connection, with progress and Cancel, and tells what went wrong on the way. */
export class Sender implements Disposable {
  readonly #targets: Targets;
  readonly #clients: ClientLoader;
  readonly #log: Log;
  readonly #listeners = new Set<ExchangeListener>();

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#targets = targets;
    this.#clients = clients;
    this.#log = log;
  }

  /** A response came, whatever it says. `send` resolves once all that the listeners do with it is done. */
  onDidExchange(listener: ExchangeListener): Disposable {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  }

  async #tellListeners(sent: SentExchange): Promise<void> {
    await Promise.all([...this.#listeners].map(async (listener) => listener(sent)));
  }

  /** The exchange; undefined if there is none, which the user was told or wanted. */
  async send(operation: OperationId, body: Body, options: SendRequestOptions = {}): Promise<Exchange | undefined> {
    const { tenant, again, tell, purpose = 'request', source } = options;
    const wanted = options.named?.name ?? options.connection;
    const connection = tenant === undefined ? wanted : this.#targets.connectionOf(tenant, wanted)?.name;
    if (tenant !== undefined && connection === undefined) {
      this.#refuse(unreachable(tenant), tell);
      return undefined;
    }
    let name = connection ?? this.#targets.activeName;
    let sentAs = operation;
    let retry: readonly MessageAction[] = [];
    try {
      const known = this.#targets.all.find((candidate) => candidate.name === name);
      // Sooner than it is asked for a key, or what the variables stand for.
      if (known) refuseReadOnly(operation, known);
      let wasAsked = false;
      const resolve = async (wanted: string | undefined, id: OperationId): Promise<Target | undefined> => {
        const known = wanted === undefined ? undefined : await this.#targets.resolveNamed(wanted, id, { ask: false });
        if (known) return known;
        wasAsked = true;
        return wanted === undefined ? this.#targets.resolve(id) : this.#targets.resolveNamed(wanted, id);
      };
      let target = await resolve(name, operation);
      // The connection may have changed while the user was asked for a key.
      if (target && tenant !== undefined && target.connection.tenant !== tenant) {
        this.#refuse(unreachable(tenant), tell);
        return undefined;
      }
      const text = target && (typeof body === 'string' ? body : await body(target.connection));
      if (text?.includes(redactionMark)) {
        const refused = l10n.t(
          'Nothing was sent: the request contained the auth key, which was removed before the request was stored.',
        );
        this.#refuse(refused, tell);
        return undefined;
      }
      if (!target || text === undefined) return undefined;
      // What the user is asked about, and then sends, is what the body will do.
      if (operations[operation].act) sentAs = writeActOf(fieldsOfWrite(text)).operation;
      const { connection: first } = target;
      if (sentAs !== operation) target = await resolve(first.name, sentAs);
      if (!target) return undefined;
      // Before it is asked about, too: a box for a key may have been open for long.
      const { connection: goal } = target;
      const isUnchanged = (named = goal): boolean => this.#isUnchanged(sentAs, named, tell);
      if (!isUnchanged(options.named) || !isUnchanged(first) || !isUnchanged()) return undefined;
      let confirmation: WriteConfirmation | undefined;
      if (operations[operation].writes) {
        const asked = await this.#askToWrite(operation, { operation: sentAs, body: text, connection: goal }, options);
        if (asked === 'no') return undefined;
        if (asked !== 'unasked') confirmation = asked;
        // What was read before a question may have changed on the server meanwhile.
        if ((wasAsked || confirmation) && options.stillRight && !(await options.stillRight())) return undefined;
      }
      if (!isUnchanged()) return undefined;
      ({ name } = goal);
      if (again && !operations[operation].writes) retry = [{ title: l10n.t('Retry'), run: () => again(goal.name) }];
      if (operations[operation].writes) options.willWrite?.(goal);
      const exchange = await this.#sendWithProgress(sentAs, text, target, confirmation);
      this.#log.exchange(exchange);
      this.#tellTrouble(exchange, retry, tell);
      if (purpose !== 'aside') await this.#tellListeners({ exchange, purpose, source, redact: lateRedact(target) });
      return exchange;
    } catch (error) {
      if (!KaptureError.is(error)) throw error;
      this.#tellError(sentAs, name ?? '', error, retry, tell);
      return undefined;
    }
  }

  #refuse(sentence: string, tell: SendRequestOptions['tell']): void {
    if (tell) tell(sentence);
    else void showWarning(sentence);
  }

  /** Asks before a write goes to production or elsewhere than it was meant for, or does something else than it says. */
  async #askToWrite(
    operation: OperationId,
    write: Write,
    options: SendRequestOptions,
  ): Promise<'unasked' | WriteConfirmation | 'no'> {
    const { body, connection } = write;
    const fields = fieldsOfWrite(body);
    const { operation: sentAs, customerId } = writeActOf(fields);
    const otherAct = problemText(problemOfAct(operation, fields));
    const elsewhere = elsewhereText(sentAs, connection, options);
    const isAsked =
      connection.role === 'production' ||
      otherAct !== undefined ||
      (elsewhere !== undefined && connection.role !== 'sandbox');
    if (!isAsked) return 'unasked';
    const { confirmWrite, loadWrittenCustomer } = await import('./guard/index.ts');
    const ports = { targets: this.#targets, clients: this.#clients, log: this.#log };
    const customer =
      options.customer ??
      (customerId === undefined ? undefined : await loadWrittenCustomer(customerId, connection, ports));
    const notes = [otherAct, elsewhere].filter((note) => note !== undefined);
    const confirmation = await WriteConfirmation.ask(write, () => confirmWrite({ body, connection, customer, notes }));
    return confirmation ?? 'no';
  }

  /** Whether a connection is still what the user was told. Its user may have been asked for long, or have another window. */
  #isUnchanged(operation: OperationId, named: Connection, tell: SendRequestOptions['tell']): boolean {
    // The sandbox's is made as it is started.
    if (named.name === sandboxName) return true;
    const now = this.#targets.all.find((candidate) => candidate.name === named.name);
    const change = changeOfConnection(operation, named, now);
    if (change === undefined) return true;
    this.#refuse(change, tell);
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
              'attempt {0} in {1} s',
              attempt,
              numberText(waitMs / 1000, { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
            ),
          ),
      });
    });
  }

  #tellError(
    operation: OperationId,
    connection: string,
    error: KaptureError,
    retry: readonly MessageAction[],
    tell: SendRequestOptions['tell'],
  ): void {
    this.#log.error(`${operation} ${connection}`, error);
    const uncertain = operations[operation].writes && error.wasSent ? [uncertainty()] : [];
    if (tell) tell([explainError(error), ...uncertain].join(' '));
    else if (error.reason !== 'cancelled')
      void showError(this.#log, [explainError(error), ...uncertain].join(' '), ...retry);
    else if (uncertain.length)
      void showWarning([l10n.t('{0} was cancelled.', operationTitle(operation)), ...uncertain].join(' '));
  }

  #tellTrouble(exchange: Exchange, retry: readonly MessageAction[], tell: SendRequestOptions['tell']): void {
    const isUncertain = isUncertainWrite(exchange.operation, exchange.response.reading);
    const sentence = explainTrouble(exchange) ?? (isUncertain ? explainFailure(exchange) : undefined);
    if (!sentence) return;
    const { trouble } = exchange.response.reading;
    const setKey: MessageAction = {
      title: l10n.t('Set Key'),
      run: () => runCommand('kapture.setAuthKey', exchange.connection),
    };
    // A redirect will be the same the next time.
    const actions = trouble === 'unauthorized' ? [setKey] : trouble === 'redirected' ? [] : retry;
    const whole = isUncertain ? `${sentence} ${uncertainty()}` : sentence;
    if (tell) tell(whole);
    else void showError(this.#log, whole, ...actions);
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** What a write that goes elsewhere than it was meant to, or than it went before, was meant for; undefined where it does not. */
function elsewhereText(
  operation: WriteAct['operation'],
  connection: Connection,
  { meantFor = [], sentTo }: SendRequestOptions,
): string | undefined {
  const other = otherTarget(meantFor, connection, operation);
  if (other && other.name !== connection.name) return l10n.t('This request was opened for {0}.', other.name);
  if (other)
    return l10n.t(
      'This request was opened for {0}. The connection has changed since then.',
      other.addresses[operation] ?? '',
    );
  return sentTo !== undefined && sentTo !== urlOf(connection, operation)
    ? l10n.t('It was sent to {0} earlier. The connection has changed since then.', sentTo)
    : undefined;
}

/** What is to be said of a write without a proper response: sending it again may do it twice. */
function uncertainty(): string {
  return l10n.t('Kapture may have processed it. Get the customer before you send it again.');
}

/** A redactor is made when it is first used: that takes longer than to use it. */
function lateRedact({ key }: Target): Redact {
  let redact: Redact | undefined;
  return (text) => (redact ??= redactor([key]))(text);
}
