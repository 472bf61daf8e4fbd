import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import type { Connection } from '../../kapture/connection.ts';
import type { OperationId } from '../../kapture/operations.ts';
import type { HistoryHead } from '../../kapture/store/historyStore.ts';
import { tenantHost } from '../../kapture/tenant.ts';
import { exchangeTitle } from '../exchangeTexts.ts';
import { numberText, timeText } from '../localTexts.ts';
import { showInformation, showWarning } from '../messages.ts';
import type { Targets } from '../ports.ts';
import type { Sender } from '../sender.ts';
import { unreachable } from '../tenantText.ts';
import type { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryKeeper } from './historyKeeper.ts';

/** What the history asks of other features. */
export interface HistoryPorts {
  readonly sender: Sender;
  /** Presents a reply. */
  readonly show: (exchange: Exchange) => unknown;
  /** Opens an unsaved request with this body, pinned to a connection. */
  readonly openDraft: (operation: OperationId, body: string, connection: string) => unknown;
}

/** What is done with entries of the history, by their ids. */
export class HistoryActions {
  readonly #keeper: HistoryKeeper;
  readonly #documents: HistoryDocuments;
  readonly #targets: Targets;
  readonly #shown: () => Connection | undefined;
  readonly #ports: HistoryPorts;

  /** `shown` gives the connection to the tenant whose exchanges the view shows; undefined for all. */
  constructor(
    keeper: HistoryKeeper,
    documents: HistoryDocuments,
    targets: Targets,
    shown: () => Connection | undefined,
    ports: HistoryPorts,
  ) {
    this.#keeper = keeper;
    this.#documents = documents;
    this.#targets = targets;
    this.#shown = shown;
    this.#ports = ports;
  }

  async openReply(id: number): Promise<void> {
    const head = await this.#find(id);
    if (head) await vscode.window.showTextDocument(this.#documents.uriOf(head), { preview: true });
  }

  async showHeaders(id: number): Promise<void> {
    const head = await this.#find(id);
    if (head) await vscode.window.showTextDocument(this.#documents.headersUriOf(head), { preview: false });
  }

  async openRequest(id: number): Promise<void> {
    const head = await this.#find(id);
    if (!head) return;
    const connection = this.#targets.connectionOf(head.tenant, head.connection);
    if (connection) await this.#ports.openDraft(head.operation, head.requestBody, connection.name);
    else void showWarning(unreachable(head.tenant));
  }

  /** Sends the same body to the same tenant, through the same connection if it still leads there. */
  async resend(id: number): Promise<void> {
    const head = await this.#find(id);
    if (!head) return;
    const { operation, requestBody, tenant, connection, url } = head;
    const exchange = await this.#ports.sender.send(operation, requestBody, {
      tenant,
      connection,
      sentTo: url,
      again: () => this.resend(id),
    });
    if (exchange) await this.#ports.show(exchange);
  }

  /** Shows two replies side by side, the older one on the left. */
  async compare(ids: readonly number[]): Promise<void> {
    if (ids.length !== 2) {
      void showInformation(vscode.l10n.t('Select two exchanges in the history to compare their replies.'));
      return;
    }
    const [older, newer] = await Promise.all(ids.toSorted((a, b) => a - b).map((id) => this.#find(id)));
    if (!older || !newer) return;
    const titles = [older, newer].map((head) => `${exchangeTitle(head)}, ${timeText(head.sentAt)}`);
    await vscode.commands.executeCommand(
      'vscode.diff',
      this.#documents.uriOf(older),
      this.#documents.uriOf(newer),
      titles.join(' ↔ '),
      { preview: true },
    );
  }

  async compareWithPrevious(id: number): Promise<void> {
    const previous = await this.#keeper.try((store) => store.previous(id), undefined);
    if (previous) await this.compare([previous.id, id]);
    else if (await this.#find(id))
      void showInformation(vscode.l10n.t('No earlier exchange of this operation and tenant is kept.'));
  }

  /** Deletes entries at once, and offers to put them back. */
  async remove(ids: readonly number[]): Promise<void> {
    const kept = (await this.#keeper.change((store) => store.remove(ids))) ?? [];
    if (!kept.length) return;
    const sentence =
      kept.length === 1
        ? vscode.l10n.t('An exchange was deleted from the history.')
        : vscode.l10n.t('{0} exchanges were deleted from the history.', numberText(kept.length));
    void showInformation(sentence, {
      title: vscode.l10n.t('Undo'),
      run: () => this.#keeper.change((store) => store.restore(kept)),
    });
  }

  /** Clears what the view shows: with one tenant, or all. */
  async clear(): Promise<void> {
    const shown = this.#shown();
    const clear = vscode.l10n.t('Clear');
    const clearAll = vscode.l10n.t('Clear All');
    const answer = shown
      ? await vscode.window.showWarningMessage(
          vscode.l10n.t('Clear the history of {0}?', shown.name),
          {
            modal: true,
            detail: vscode.l10n.t(
              'The requests sent to {0} and their responses are deleted from this machine. “Clear All” deletes those of every tenant. Nothing happens at Kapture.',
              tenantHost(shown.tenant) ?? shown.name,
            ),
          },
          clear,
          clearAll,
        )
      : await vscode.window.showWarningMessage(
          vscode.l10n.t('Clear the history?'),
          {
            modal: true,
            detail: vscode.l10n.t(
              'The requests and responses of every tenant are deleted from this machine. Nothing happens at Kapture.',
            ),
          },
          clearAll,
        );
    if (answer === clear) await this.#keeper.clear(shown?.tenant);
    else if (answer === clearAll) await this.#keeper.clear();
  }

  async #find(id: number): Promise<HistoryHead | undefined> {
    const head = await this.#keeper.try((store) => store.head(id), undefined);
    if (!head) void showInformation(vscode.l10n.t('This exchange is not in the history any more.'));
    return head;
  }
}
