import { EventEmitter, l10n, type Disposable } from 'vscode';
import type { Exchange, Target } from '../kapture/client.ts';
import { KaptureError } from '../kapture/errors.ts';
import { operations, type OperationId } from '../kapture/operations.ts';
import { redactor, type Redact } from '../kapture/redact.ts';
import type { ClientLoader } from './clientLoader.ts';
import { runCommand } from './commands.ts';
import { explainError, explainTrouble } from './explain.ts';
import type { Log } from './log.ts';
import { showError, type MessageAction } from './messages.ts';
import type { Targets } from './ports.ts';
import { withProgress } from './progress.ts';

/** An exchange, for whoever keeps it or passes it on: then `redact` takes out of its texts the key that it was sent with. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly redact: Redact;
}

/** Sends a request to the active connection, with progress and Cancel, and tells what went wrong on the way. */
export class Sender implements Disposable {
  readonly #targets: Targets;
  readonly #clients: ClientLoader;
  readonly #log: Log;
  readonly #exchanged = new EventEmitter<SentExchange>();
  /** A reply came, whatever it says. */
  readonly onDidExchange = this.#exchanged.event;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#targets = targets;
    this.#clients = clients;
    this.#log = log;
  }

  /**
   * The exchange; undefined if there is none, which the user was told or wanted. `again` is offered as Retry where a
   * read failed.
   */
  async send(operation: OperationId, body: string, { connection, again }: { connection?: string; again?: () => unknown } = {}): Promise<Exchange | undefined> {
    const target = connection === undefined ? await this.#targets.resolve(operation) : await this.#targets.resolveNamed(connection, operation);
    if (!target) return undefined;
    const retry = operations[operation].writes ? undefined : again;
    try {
      const exchange = await this.#sendWithProgress(operation, body, target);
      this.#log.exchange(exchange);
      this.#exchanged.fire({ exchange, redact: (text) => redactor([target.key])(text) });
      this.#tellTrouble(exchange, retry);
      return exchange;
    } catch (error) {
      if (!KaptureError.is(error)) throw error;
      if (error.reason === 'cancelled') return undefined;
      this.#log.error(`${operation} ${target.connection.name}`, error);
      void showError(this.#log, explainError(error), ...retryAction(retry));
      return undefined;
    }
  }

  async #sendWithProgress(operation: OperationId, body: string, target: Target): Promise<Exchange> {
    const title = l10n.t('{0}: {1}', target.connection.name, operations[operation].title);
    return withProgress(title, async (signal, report) => {
      const client = await this.#clients.get();
      return client.send(operation, body, target, {
        signal,
        onRetry: (attempt, waitMs) => report(l10n.t('try {0} in {1} s', attempt, (waitMs / 1000).toFixed(1))),
      });
    });
  }

  #tellTrouble(exchange: Exchange, retry: (() => unknown) | undefined): void {
    const sentence = explainTrouble(exchange);
    if (!sentence) return;
    const { trouble } = exchange.reply.reading;
    const setKey: MessageAction = { title: l10n.t('Set Key'), run: () => runCommand('kapture.setAuthKey', exchange.connection) };
    // A redirect will be the same the next time.
    void showError(this.#log, sentence, ...(trouble === 'unauthorized' ? [setKey] : trouble === 'redirected' ? [] : retryAction(retry)));
  }

  dispose(): void {
    this.#exchanged.dispose();
  }
}

function retryAction(retry: (() => unknown) | undefined): MessageAction[] {
  return retry ? [{ title: l10n.t('Retry'), run: retry }] : [];
}
