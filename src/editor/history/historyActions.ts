import * as vscode from 'vscode';
import type { Uri } from 'vscode';
import { longBodyBytes } from '../../kapture/http/incomingResponse.ts';
import type { HistoryHead } from '../../kapture/store/historyEntry.ts';
import { escapeOtherBraces } from '../../kapture/variables/variables.ts';
import { writtenCustomerFields } from '../../kapture/exchange/writtenCustomer.ts';
import { confirmAction, namesText } from '../shared/dialogs/confirmAction.ts';
import { runCommand } from '../shared/commands.ts';
import { exchangeTitle, readHistoryUri } from '../shared/documents/historyUri.ts';
import { numberText, timeText, whenText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showInformation, showHowToSelect } from '../shared/dialogs/messages.ts';
import { showUnreachable } from '../shared/dialogs/showUnreachable.ts';
import type { Targets } from '../shared/targets.ts';
import { sendAgain } from '../shared/sending/sendAgain.ts';
import { connectionLabel, nameOfExchange, nameOfRun, unansweredText } from './entryTexts.ts';
import type { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryPorts } from './openHistory.ts';
import type { HistoryStorage } from './historyStorage.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { commandRows } from '../shared/dialogs/commandRows.ts';
import type { HistoryNode } from './historyTree.ts';

export interface EntryReference {
  readonly entry: {
    readonly id: number;
    readonly plan?: number;
  };
  /** Set if the user chose neither a row nor a button; then a write must be confirmed. */
  readonly asksBeforeWrite?: boolean;
}

/** Commands in an editor's title bar receive the URI of the document. */
export type EntryOrUri = EntryReference | Uri;

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
    // While a write is in progress, its document is not opened, because it would not change when the response arrives.
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

  /**
   * Sends a request again, see {@link sendAgain}. With `asksBeforeWrite`, a write to any connection must be confirmed.
   */
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

  /** Asks before the selected exchanges are deleted. The confirmation names them. */
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

  /** Deletes entries, after a confirmation that names them. */
  async remove(ids: readonly number[]): Promise<void> {
    if ((await this.#confirmRemove(ids)) && !(await this.#storage.remove(ids))) tellGone();
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

export type HistoryCommands = ReturnType<typeof historyCommands>;

/** `view` has the entries that a command without arguments applies to. */
export function historyCommands(actions: HistoryActions, view: Pick<vscode.TreeView<HistoryNode>, 'selection'>) {
  /**
   * The IDs of the exchanges, or of exchanges and runs, that a command was given, or else of those selected in the
   * view.
   */
  const idsOf = (
    one: EntryReference | undefined,
    all: readonly EntryReference[] | undefined,
    withRuns = false,
  ): readonly number[] => {
    const { rows } = commandRows<EntryReference | HistoryNode>(view, one, all);
    // The selection can include the Show More row.
    const entries: EntryReference['entry'][] = rows.flatMap((row) => ('entry' in row ? row.entry : []));
    return entries.filter(({ plan }) => withRuns || plan === undefined).map(({ id }) => id);
  };
  const onOne =
    (act: (id: number, asksBeforeWrite: boolean) => unknown) =>
    (one?: EntryOrUri): unknown => {
      const entry = one instanceof vscode.Uri ? entryOf(one) : one;
      const [id, ...others] = idsOf(entry, undefined);
      return id === undefined || others.length
        ? showHowToSelect(vscode.l10n.t('Select one entry in the history first.'))
        : act(id, !entry || entry.asksBeforeWrite === true);
    };
  return {
    'kapture.openHistoryResponse': onOne((id) => actions.openResponse(id)),
    'kapture.openHistoryRequest': onOne((id) => actions.openRequest(id)),
    'kapture.getHistoryCustomer': onOne((id) => actions.getCustomer(id)),
    'kapture.showHistoryHeaders': onOne((id) => actions.showHeaders(id)),
    'kapture.resendFromHistory': onOne((id, asksBeforeWrite) => actions.resend(id, asksBeforeWrite)),
    'kapture.compareResponses': (one, all) => {
      const ids = idsOf(one instanceof vscode.Uri ? entryOf(one) : one, all);
      return ids.length > 1 ? actions.compare(ids) : onOne((id) => actions.compareWithPrevious(id))(one);
    },
    'kapture.deleteHistoryEntry': (one, all) => actions.remove(idsOf(one, all, true)),
  } satisfies Partial<CommandMap>;
}

/** The entry that a document of the history shows. */
function entryOf(uri: vscode.Uri): EntryReference | undefined {
  const entry = readHistoryUri(uri);
  return entry && { entry };
}
