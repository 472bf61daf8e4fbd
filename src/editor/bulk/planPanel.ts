import * as vscode from 'vscode';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { findRevertPlan } from '../../kapture/bulk/planning/findRevertPlan.ts';
import { rowKinds, rowStates } from '../../kapture/bulk/plans/planRow.ts';
import { canIncludeRows, settledRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { rowMarks, type RowQuery } from '../../kapture/bulk/plans/rowQuery.ts';
import { draftOfRow } from '../../kapture/bulk/results/draftOfRow.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { runCommand } from '../shared/commands.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { planTitle } from '../shared/texts/planTitle.ts';
import { pageHtml, type PageParts } from '../shared/webviewPage.ts';
import type { RowsRequest } from '../shared/webview/tableRows.ts';
import { isCancellation, sentenceOf } from './explainBulk.ts';
import { isSending, notSending, storedStates, withoutSending } from './interruptedRows.ts';
import { pageTexts } from './pageTexts.ts';
import { actionsOf } from './planActions.ts';
import { connectionOfPlan } from './resolvePlanTarget.ts';
import { saveFailures, savePlan, saveResult } from './planFiles.ts';
import { addedId, commentsOf } from './planTexts.ts';
import { foundBy } from './foundBy.ts';
import { planNow } from './planNow.ts';
import type { Plans } from './plans.ts';
import type { BulkPorts } from './ports.ts';
import { activeText, groupsOf, shownRow, sourceOf, summaryOf, hasResult } from './planView.ts';
import { shareOf } from './progressText.ts';
import {
  sortedColumns,
  type FromPage,
  type PlanAction,
  type PlanColumn,
  type PlanFilter,
  type ToPage,
} from './protocol.ts';
import { toldOf, type Told } from './told.ts';
import { translatedSentences } from './translatedSentences.ts';
import type { Runs } from './runs.ts';

/** A page cannot request more rows at once. */
const maxRows = 500;
/** The table is read again this often during a run, in milliseconds. */
export const refreshMs = 500;
/** And this often while another window or program works on the plan. */
const elsewhereMs = 2000;

/** What the panel of a plan needs. */
export interface PlanPanelServices {
  readonly plans: Plans;
  readonly runs: Runs;
  readonly ports: BulkPorts;
  readonly page: PageParts;
  /** Opens the panel of another plan. */
  readonly show: (plan: number) => Promise<void>;
  /** Shows the outcome of an action: on the page of the plan, or in a notification if that is not visible. */
  readonly tell: (head: PlanHead, told: Told) => void;
}

/** The page of a plan: a summary, its rows, and what can be done with it. */
export class PlanPanel implements vscode.Disposable {
  readonly plan: number;
  readonly #panel: vscode.WebviewPanel;
  readonly #services: PlanPanelServices;
  readonly #subscriptions: vscode.Disposable;
  #filter: PlanFilter = { kinds: [], states: [], search: '' };
  #version = 0;
  #details = { at: '', has: false };
  #isReady = false;
  #isReading = false;
  #isStale = false;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(plan: number, panel: vscode.WebviewPanel, services: PlanPanelServices) {
    this.plan = plan;
    this.#panel = panel;
    this.#services = services;
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: FromPage) => this.#handle(message)),
      panel.onDidChangeViewState(() => this.#refresh()),
      panel.onDidDispose(() => this.dispose()),
      services.runs.onDidChange((changed) => {
        // Work that has ended can have reverted rows of this plan.
        if (changed === plan || !services.runs.active(changed)) this.#refreshSoon();
      }),
      services.ports.targets.onDidChange(() => this.#refresh()),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.webview.html = pageHtml(services.page, { plan, texts: pageTexts() });
  }

  get isVisible(): boolean {
    return !this.#isDisposed && this.#panel.visible;
  }

  async #handle(message: FromPage): Promise<void> {
    try {
      const { store } = this.#services.plans;
      switch (message.kind) {
        case 'ready':
          this.#isReady = true;
          this.#filter = message.filter;
          return this.#refresh();
        case 'filter':
          this.#filter = message.filter;
          return this.#refresh();
        case 'rows':
          return await this.#sendRows(message).catch((error: unknown) => this.#showTrouble(error));
        case 'include':
          await store.include({ plan: this.plan, rows: [message.row] }, message.isIncluded);
          return this.#refresh();
        case 'includeAll':
          this.#filter = message.filter;
          // Only rows that were not sent.
          await store.include(this.#query(true), message.isIncluded);
          return this.#refresh();
        case 'open':
          return await this.#open(message.row);
        case 'act':
          return await this.#act(message.action);
        case 'ask':
          return this.#send({ kind: 'answer' });
      }
    } catch (error) {
      this.#showFailure(error);
    }
  }

  /** The rows that the page lists. */
  #query(sends: boolean): RowQuery {
    const { kinds, mark, search } = this.#filter;
    const states = sends ? this.#filter.states : storedStates(this.#filter.states);
    return {
      plan: this.plan,
      ...(kinds.length && { kinds: kinds.filter((kind) => rowKinds.includes(kind)) }),
      ...(states.length && { states: states.filter((state) => rowStates.includes(state)) }),
      ...(mark && rowMarks.includes(mark) && { mark }),
      ...(search.trim() && { search, translated: translatedSentences(search, vscode.l10n.bundle) }),
    };
  }

  #refreshSoon(ms = refreshMs): void {
    // The properties of a closed panel throw.
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#refresh();
    }, ms);
  }

  #refresh(): void {
    if (this.#isDisposed) return;
    this.#isStale = true;
    if (this.#isReading || !this.#isReady || !this.#panel.visible) return;
    this.#isReading = true;
    void this.#read().finally(() => {
      this.#isReading = false;
      if (this.#isStale) this.#refreshSoon();
    });
  }

  async #read(): Promise<void> {
    this.#isStale = false;
    const { plans, runs, ports } = this.#services;
    try {
      const found = await planNow(this.plan, this.#services);
      if (!found) {
        this.#send({ kind: 'gone', sentence: vscode.l10n.t('This plan was deleted.') });
        return;
      }
      const { head, active } = found;
      const sends = isSending(head, active);
      const stored = await plans.store.counts(this.plan);
      const counts = sends ? stored : withoutSending(stored);
      const matching = await plans.store.count(this.#query(sends));
      const hasDetails = await this.#hasDetails(head, counts);
      const connection = ports.targets.connectionOf(head.tenant, head.connection);
      const isReadOnly = connection?.readOnly === true;
      const isRevert = head.revertOf !== undefined;
      if (this.#isDisposed) return;
      this.#panel.title = planTitle(head);
      this.#send({
        kind: 'plan',
        title: planTitle(head),
        source: sourceOf(head, ports),
        groups: groupsOf(counts, isRevert),
        summary: summaryOf(counts, {
          isRevert,
          isRead: head.isRead,
          isComplete: head.status !== 'planning',
          isRunning: active !== undefined,
          foundBy: foundBy(head),
          readOnly: isReadOnly ? connection.name : undefined,
        }),
        notice: runs.notice(this.plan),
        progress: active ? activeText(active) : '',
        share: active?.progress && shareOf(active.progress),
        actions: actionsOf(head, counts, active, isReadOnly),
        version: ++this.#version,
        matching,
        total: head.rows,
        canInclude: !active && canIncludeRows(counts),
        hasResult: hasResult(counts),
        hasDetails,
        filter: this.#filter,
      });
      if (active?.isElsewhere) this.#refreshSoon(elsewhereMs);
    } catch (error) {
      this.#showTrouble(error);
    }
  }

  /**
   * Says on the page that the plan or its rows cannot be read. They are not read again at once, because the page
   * requests the rows of each new version, and that could fail without end.
   */
  #showTrouble(error: unknown): void {
    this.#services.ports.log.error('plan', error);
    this.#send({ kind: 'trouble', sentence: sentenceOf(error) });
    // Another window is writing to the database.
    if (StoreError.is(error, 'busy')) this.#refreshSoon();
  }

  /** Rows have details once they were looked up or sent. Reading 100,000 rows without any takes 0.2 s. */
  async #hasDetails({ status, isLookedUp }: PlanHead, counts: PlanCounts): Promise<boolean> {
    const at = [status, isLookedUp, settledRows(counts)].join();
    // A lookup that fails changes no number.
    const isOpen = counts.kinds['not-looked-up'] > 0;
    if (!this.#details.has && (isOpen || this.#details.at !== at))
      this.#details = { at, has: await this.#services.plans.store.hasDetails(this.plan) };
    return this.#details.has;
  }

  async #sendRows({ version, order, offset, limit }: RowsRequest<PlanColumn>): Promise<void> {
    const { store } = this.#services.plans;
    const sort = sortedColumns[order.column];
    const found = await planNow(this.plan, this.#services);
    if (!found) return;
    const { head, active } = found;
    const sends = isSending(head, active);
    const query = this.#query(sends);
    const [total, rows] = await Promise.all([
      store.count(query),
      store.rows({
        ...query,
        ...(sort && { sort }),
        descending: order.descending,
        offset,
        limit: Math.min(limit, maxRows),
      }),
    ]);
    const form = formOf('update', head.dialect);
    const shown = rows.map((row) => shownRow(sends ? row : notSending(row), active !== undefined, form));
    this.#send({ kind: 'rows', version, order, offset, total, rows: shown });
  }

  /** Opens the customer that a row has added, and any other row as an unsaved request. */
  async #open(row: number): Promise<void> {
    const { plans, runs, ports } = this.#services;
    const [head, found] = await Promise.all([plans.store.plan(this.plan), plans.store.row(this.plan, row)]);
    if (!head || !found) return;
    const connection = connectionOfPlan(head, ports);
    const id = addedId(found);
    if (id !== undefined)
      return void (await runCommand('kapture.openCustomer', { id, tenant: head.tenant, connection: connection.name }));
    const draft = draftOfRow(found, connection, head.identifier);
    if (!draft) {
      void showInformation(
        vscode.l10n.t('Row {0} cannot be opened as a request, because its cells do not match the columns.', row),
      );
      return;
    }
    // The rows of a plan that reverts another one are not those of its file.
    const title = head.revertOf === undefined ? head.title : planTitle(head);
    const shown = isSending(head, runs.active(this.plan)) ? found : notSending(found);
    await ports.drafts.openDraftOf(draft.operation, draft.body, connection.name, commentsOf(shown, title));
  }

  async #act(action: PlanAction): Promise<void> {
    const { plans, runs } = this.#services;
    const head = await plans.store.plan(this.plan);
    if (!head) return this.#refresh();
    switch (action) {
      case 'apply':
        return this.#tellEnd(head, async () => {
          const outcome = await runs.apply(head);
          return outcome ? toldOf(outcome) : { notice: '', sentence: '', isFailure: false };
        });
      case 'continue':
        return this.#tellEnd(head, async () => {
          await runs.continueLookUp(head);
          return { notice: '', sentence: '', isFailure: false };
        });
      case 'pause':
        return runs.pause(this.plan);
      case 'resume':
        return runs.resume(this.plan);
      case 'cancel':
        return runs.cancel(this.plan);
      case 'savePlan':
        return savePlan(head, this.#services);
      case 'saveResult':
        return saveResult(head, this.#services);
      case 'saveFailures':
        return saveFailures(head, this.#services);
      case 'revert':
        return this.#revert();
    }
  }

  /** Reports how a run ends, even if its tab was closed or hidden during it. */
  async #tellEnd(head: PlanHead, run: () => Promise<Told>): Promise<void> {
    const { runs, tell, ports } = this.#services;
    runs.setNotice(this.plan, '');
    try {
      tell(head, await run());
    } catch (error) {
      if (isCancellation(error)) return;
      ports.log.error('plan', error);
      const notice = sentenceOf(error);
      tell(head, { notice, sentence: notice, isFailure: true });
    } finally {
      this.#refresh();
    }
  }

  async #revert(): Promise<void> {
    const { plans, show } = this.#services;
    // The page can be older than a run that has reverted everything.
    if (!(await plans.store.counts(this.plan)).canRevert) return this.#refresh();
    const { id: found } = await findRevertPlan(plans.store, this.plan);
    await show(found);
  }

  /** Logs a failure, and shows it on the page. */
  #showFailure(error: unknown): void {
    if (isCancellation(error)) return;
    this.#services.ports.log.error('plan', error);
    this.#services.runs.setNotice(this.plan, sentenceOf(error));
    this.#refresh();
  }

  #send(message: ToPage): void {
    if (!this.#isDisposed) void this.#panel.webview.postMessage(message);
  }

  dispose(): void {
    this.#isDisposed = true;
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
  }
}
