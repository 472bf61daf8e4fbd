import * as vscode from 'vscode';
import { longBodyBytes } from '../../kapture/http/incomingResponse.ts';
import type { HistoryHead } from '../../kapture/store/historyEntry.ts';
import { escapeOtherBraces } from '../../kapture/variables/variables.ts';
import { writtenCustomerFields } from '../../kapture/exchange/writtenCustomer.ts';
import { confirmAction, namesText } from '../shared/questions/confirmAction.ts';
import { runCommand } from '../shared/commands.ts';
import { exchangeTitle } from '../shared/documents/historyUri.ts';
import { numberText, timeText, whenText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showInformation, showHowToSelect } from '../shared/questions/messages.ts';
import { showUnreachable } from '../shared/questions/showUnreachable.ts';
import type { Targets } from '../shared/targets.ts';
import { sendAgain } from '../shared/sending/sendAgain.ts';
import { connectionLabel } from './connectionLabel.ts';
import { nameOfExchange, nameOfRun } from './entryNames.ts';
import type { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryPorts } from './historyPorts.ts';
import type { HistoryStorage } from './historyStorage.ts';
import { unansweredText } from './unansweredText.ts';

/** The acts on entries of the history, which are identified by id. */
export class HistoryActions {
  readonly #storage: HistoryStorage;
  readonly #documents: HistoryDocuments;
  readonly #targets: Targets;
  readonly #ports: HistoryPorts;
  readonly #log: Log;

  constructor(storage: HistoryStorage, documents: HistoryDocuments, targets: Targets, ports: HistoryPorts, log: Log) {
    this.#storage = storage;
    this.#documents = documents;
    this.#targets = targets;
    this.#ports = ports;
    this.#log = log;
  }

  async openResponse(id: number): Promise<void> {
    const head = await this.#find(id);
    if (!head) return;
    // Its document would not change when the response arrives.
    if (head.unanswered === 'sending') void showInformation(unansweredText(head));
    else await vscode.window.showTextDocument(this.#documents.uriOf(head), { preview: true });
  }

  /** Gets the customer of a write, such as one without a response. */
  async getCustomer(id: number): Promise<void> {
    const head = await this.#find(id);
    const fields = head && writtenCustomerFields(head);
    if (!fields) return;
    const connection = this.#targets.connectionOf(head.tenant, head.connection);
    if (connection)
      await runCommand('kapture.getCustomer', {
        fields,
        connection: connection.name,
        tenant: head.tenant,
        write: head,
      });
    else showUnreachable(head.tenant, this.#log);
  }

  async showHeaders(id: number): Promise<void> {
    const head = await this.#find(id);
    if (head) await vscode.window.showTextDocument(this.#documents.headersUriOf(head), { preview: false });
  }

  async openRequest(id: number): Promise<void> {
    const head = await this.#find(id);
    if (!head) return;
    const connection = this.#targets.connectionOf(head.tenant, head.connection);
    if (connection)
      await this.#ports.drafts.openDraftOf(head.operation, escapeOtherBraces(head.requestBody), connection.name);
    else showUnreachable(head.tenant, this.#log);
  }

  /** Sends a request again, see {@link sendAgain}. `asksBeforeWrite`: asks before a write to any connection. */
  async resend(id: number, asksBeforeWrite: boolean): Promise<void> {
    const head = await this.#find(id);
    if (head?.unanswered === 'sending') return void showInformation(unansweredText(head));
    if (!head) return;
    await sendAgain(head, this.#ports, { asksBeforeWrite, retry: () => this.resend(id, asksBeforeWrite) });
  }

  /** Shows two responses side by side, the older one on the left. */
  async compare(ids: readonly number[]): Promise<void> {
    if (ids.length !== 2) {
      void showInformation(vscode.l10n.t('Select two entries in the history to compare their responses.'));
      return;
    }
    const [older, newer] = await Promise.all(ids.toSorted((a, b) => a - b).map((id) => this.#find(id)));
    if (!older || !newer) return;
    const unanswered = [older, newer].find((head) => head.unanswered);
    if (unanswered) return void showInformation(unansweredText(unanswered));
    const names = [older, newer].map((head) => `${exchangeTitle(head)}, ${timeText(head.sentAt)}`);
    const title = names.join(' ↔ ');
    const [left, right] = await Promise.all([older, newer].map((head) => this.#comparedText(head)));
    if (left === undefined || right === undefined) {
      const uris = [older, newer].map((head) => this.#documents.uriOf(head));
      await vscode.commands.executeCommand('vscode.diff', ...uris, title, { preview: true });
      return;
    }
    const [leftName = '', rightName = ''] = names;
    const { comparisons } = await this.#ports.compare.open();
    await comparisons.show({
      title,
      left: { name: leftName, text: left },
      right: { name: rightName, text: right },
      notes: [
        vscode.l10n.t(
          'Left: {0}, HTTP {1}. Right: {2}, HTTP {3}.',
          whenText(older.sentAt),
          older.status,
          whenText(newer.sentAt),
          newer.status,
        ),
      ],
    });
  }

  /** The text of a response; undefined if it was not stored, or is too long to be read at once. */
  async #comparedText({ id, bytes, hasResponse }: HistoryHead): Promise<string | undefined> {
    if (!hasResponse || bytes > longBodyBytes) return undefined;
    const stored = await this.#storage.read((store) => store.get(id), undefined);
    return stored && String(stored.exchange.response.text);
  }

  async compareWithPrevious(id: number): Promise<void> {
    const head = await this.#find(id);
    if (head?.unanswered) return void showInformation(unansweredText(head));
    const previous = await this.#storage.read((store) => store.previous(id), undefined);
    if (previous) await this.compare([previous.id, id]);
    else if (head)
      void showInformation(vscode.l10n.t('The history has no earlier entry for this operation and tenant.'));
  }

  /** Asks before the selected exchanges are deleted. The question names them. */
  async #confirmRemove(ids: readonly number[]): Promise<boolean> {
    if (!ids.length) {
      showHowToSelect(vscode.l10n.t('Select entries in the history first.'));
      return false;
    }
    const [found, runs] = await this.#storage.read(
      (store) => Promise.all([Promise.all(ids.map((id) => store.head(id))), store.runs()]),
      [[], []],
    );
    const names = ids.flatMap((id, index) => {
      const [head, run] = [found[index], runs.find((one) => one.id === id)];
      if (head) return nameOfExchange(head, connectionLabel(this.#targets, head));
      return run ? nameOfRun(run, connectionLabel(this.#targets, run)) : [];
    });
    if (!names.length) {
      tellGone();
      return false;
    }
    return confirmAction(
      names.length === 1
        ? vscode.l10n.t('Delete this entry from the history?')
        : vscode.l10n.t('Delete {0} entries from the history?', numberText(names.length)),
      namesText(names),
      vscode.l10n.t('Delete'),
      vscode.l10n.t("Don't Delete"),
    );
  }

  /** Deletes entries, and offers Undo. `asks`: before that, in a question that names them. */
  async remove(ids: readonly number[], asks = false): Promise<void> {
    if (asks && !(await this.#confirmRemove(ids))) return;
    const { count, restore } = await this.#storage.remove(ids);
    if (!count) {
      tellGone();
      return;
    }
    const sentence =
      count === 1
        ? vscode.l10n.t('1 entry was deleted from the history.')
        : vscode.l10n.t('{0} entries were deleted from the history.', numberText(count));
    void showInformation(sentence, this.#log, {
      title: vscode.l10n.t('Undo'),
      run: async () => {
        if (!(await restore()))
          void showInformation(vscode.l10n.t('Nothing was restored: the history was cleared in the meantime.'));
      },
    });
  }

  async #find(id: number): Promise<HistoryHead | undefined> {
    const head = await this.#storage.read((store) => store.head(id), undefined);
    if (!head) tellGone();
    return head;
  }
}

function tellGone(): void {
  void showInformation(vscode.l10n.t('This entry is no longer in the history.'));
}
