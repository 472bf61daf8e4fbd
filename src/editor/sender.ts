import { l10n } from 'vscode';
import type { Exchange, Target } from '../kapture/client.ts';
import { KaptureError } from '../kapture/errors.ts';
import { operations, type OperationId } from '../kapture/operations.ts';
import type { ClientLoader } from './clientLoader.ts';
import { runCommand } from './commands.ts';
import { explainError, explainTrouble } from './explain.ts';
import type { Log } from './log.ts';
import { showError, type MessageAction } from './messages.ts';
import type { Targets } from './ports.ts';
import { withProgress } from './progress.ts';

/** Sends a request to the active connection, with progress and Cancel, and tells what went wrong on the way. */
export class Sender {
  readonly #targets: Targets;
  readonly #clients: ClientLoader;
  readonly #log: Log;

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
}

function retryAction(retry: (() => unknown) | undefined): MessageAction[] {
  return retry ? [{ title: l10n.t('Retry'), run: retry }] : [];
}
