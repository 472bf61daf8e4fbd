import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../kapture/connection/connection.ts';
import { otherDialect } from '../../kapture/dialects/otherDialect.ts';
import { bodyInShape } from '../../kapture/exchange/bodyInShape.ts';
import { longBodyBytes } from '../../kapture/http/longBody.ts';
import type { StoredRun } from '../../kapture/store/historyRuns.ts';
import type { HistoryHead } from '../../kapture/store/historyEntry.ts';
import { escapeOtherBraces } from '../../kapture/variables/escapeBraces.ts';
import { writtenCustomerFields } from '../../kapture/exchange/writtenCustomerFields.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { confirmAction, namesText } from '../shared/questions/confirmAction.ts';
import { runCommand } from '../shared/commands.ts';
import { exchangeTitle } from '../shared/documents/exchangeDocument.ts';
import { numberText, timeText, whenText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { withProgress } from '../shared/questions/progress.ts';
import { showUnreachable } from '../shared/questions/showUnreachable.ts';
import type { CompareLoader, PlansLoader, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { askClear } from '../shared/questions/askClear.ts';
import { connectionLabel } from './connectionLabel.ts';
import { planTitle } from '../shared/texts/planTitle.ts';
import type { AsyncHistory } from './clearHistory.ts';
import type { HistoryDocuments } from './historyDocuments.ts';
import type { HistoryStorage } from './historyStorage.ts';
import { runTexts } from './runItem.ts';
import { subjectText } from './subjectText.ts';
import { entryOutcomeText, unansweredText } from './unansweredText.ts';

/** What the history needs from other features. */
export interface HistoryPorts {
  readonly sender: Sender;
  readonly drafts: {
    /** Opens an unsaved request with the given body, pinned to a connection and in its dialect. */
    openDraftOf(operation: OperationId, body: string, connection: string): Promise<unknown>;
  };
  /** Baselines are responses too, so they are cleared with the history. */
  readonly compare: CompareLoader;
  readonly plans: PlansLoader;
}

/** The commands of the history. They identify entries by id. */
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

  /**
   * Sends the same body to the same tenant, through the same connection if it still leads there. If the connection now
   * has another dialect, the user can convert the body first. `asks`: before it is sent, in a question that names it.
   */
  async resend(id: number, asks = false): Promise<void> {
    const head = await this.#find(id);
    if (head?.unanswered === 'sending') return void showInformation(unansweredText(head));
    if (!head || (asks && !(await this.#confirmResend(head)))) return;
    const { operation, requestBody, tenant, connection, url } = head;
    const body = (target: Connection): Promise<string> => Promise.resolve(bodyFor(operation, requestBody, target));
    await this.#ports.sender.send(operation, body, {
      tenant,
      connection,
      previousUrl: url,
      usesSecrets: true,
      convert: async (target) => {
        await this.#ports.drafts.openDraftOf(operation, escapeOtherBraces(requestBody), target.name);
      },
      retry: () => this.resend(id),
    });
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

  #confirmResend(head: HistoryHead): Promise<boolean> {
    return confirmAction(
      vscode.l10n.t('Send this request again?'),
      nameOfExchange(head, connectionLabel(this.#targets, head)),
      vscode.l10n.t('Send Again'),
      vscode.l10n.t("Don't Send"),
    );
  }

  /** Asks before the selected exchanges are deleted. The question names them. */
  async #confirmRemove(ids: readonly number[]): Promise<boolean> {
    if (!ids.length) {
      void showInformation(vscode.l10n.t('Select entries in the history first.'));
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
    const kept = (await this.#storage.change((store) => store.remove(ids))) ?? [];
    if (!kept.length) {
      tellGone();
      return;
    }
    const sentence =
      kept.length === 1
        ? vscode.l10n.t('1 entry was deleted from the history.')
        : vscode.l10n.t('{0} entries were deleted from the history.', numberText(kept.length));
    void showInformation(sentence, this.#log, {
      title: vscode.l10n.t('Undo'),
      run: () => this.#storage.change((store) => store.restore(kept)),
    });
  }

  /**
   * Asks whether to clear the history and the baselines of the active connection's tenant or of all tenants, then
   * clears them. Plans of bulk changes are offered in a separate question, because they may not be sent yet.
   */
  async clear(): Promise<void> {
    const active = this.#targets.all.find(({ name }) => name === this.#targets.activeName);
    const counts = await this.#storage.read(
      (store) => Promise.all([active ? entriesOf(store, active.tenant) : 0, entriesOf(store)]),
      undefined,
    );
    const [current, all] = counts ?? [0, undefined];
    const { baselines } = await this.#ports.compare.open();
    const [ownBaselines, allBaselines] = await Promise.all([
      active ? baselines.count(active.tenant) : 0,
      baselines.count(),
    ]);
    const plans = await this.#ports.plans();
    const ownPlans = active ? await plans.countPlans(active.tenant) : 0;
    const what = await askClear({
      question: vscode.l10n.t('Clear the history?'),
      current:
        active && current + ownBaselines + ownPlans > 0
          ? { connection: active.name, amount: amountWithBaselines(current, ownBaselines) }
          : undefined,
      amount: all === undefined ? undefined : amountWithBaselines(all, allBaselines),
      effect: vscode.l10n.t(
        'Requests, responses and baselines will be deleted from this machine, for all windows. Nothing changes in Kapture.',
      ),
    });
    if (!what) return;
    const tenant = what === 'current' ? active?.tenant : undefined;
    await plans.offerToDeletePlans(tenant);
    const isCanceled = await withProgress(vscode.l10n.t('Clearing the history'), async (signal, report) => {
      const onDeleted = (count: number): void =>
        report(vscode.l10n.t('{0} of {1} entries', numberText(count), numberText(Math.max(count, all ?? 0))));
      await this.#storage.clear(tenant, { signal, onDeleted });
      if (!signal.aborted) await baselines.clear(tenant);
      return signal.aborted;
    });
    if (!isCanceled) return;
    const left = await this.#storage.read((store) => entriesOf(store, tenant), 0);
    const leftBaselines = await baselines.count(tenant);
    if (left || leftBaselines)
      void showInformation(
        vscode.l10n.t('Clearing was canceled. Still on this machine: {0}.', amountWithBaselines(left, leftBaselines)),
      );
  }

  async #find(id: number): Promise<HistoryHead | undefined> {
    const head = await this.#storage.read((store) => store.head(id), undefined);
    if (!head) tellGone();
    return head;
  }
}

/** The body of an entry, with the array brackets of the connection's dialect unless it is in another dialect. */
function bodyFor(operation: OperationId, body: string, connection: Connection): string {
  return otherDialect(operation, body, connection) ? body : bodyInShape(formFor(connection, operation), body);
}

/** The number of exchanges and runs. */
async function entriesOf(store: AsyncHistory, tenant?: string): Promise<number> {
  const [exchanges, runs] = await Promise.all([store.count(tenant), store.runs(tenant)]);
  return exchanges + runs.length;
}

function amountOf(count: number): string {
  return count === 1 ? vscode.l10n.t('1 entry') : vscode.l10n.t('{0} entries', numberText(count));
}

function amountWithBaselines(entries: number, baselines: number): string {
  if (!baselines) return amountOf(entries);
  const amount = amountOf(entries);
  return baselines === 1
    ? vscode.l10n.t('{0}, 1 baseline', amount)
    : vscode.l10n.t('{0}, {1} baselines', amount, numberText(baselines));
}

function tellGone(): void {
  void showInformation(vscode.l10n.t('This entry is no longer in the history.'));
}

/** How a question names an exchange: operation, outcome, subject, time and connection. */
function nameOfExchange(head: HistoryHead, connection: string): string {
  const { operation, requestBody, sentAt } = head;
  return [
    operationTitle(operation),
    entryOutcomeText(head),
    subjectText(operation, requestBody),
    timeText(sentAt),
    connection,
  ]
    .filter(Boolean)
    .join(' · ');
}

function nameOfRun(run: StoredRun, connection: string): string {
  return [planTitle(run), ...runTexts(run), timeText(run.startedAt), connection].join(' · ');
}
