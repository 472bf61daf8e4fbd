import * as vscode from 'vscode';
import { findRevertPlan } from '../../kapture/bulk/planning/revertPlan.ts';
import type { PlanHead } from '../../kapture/bulk/plans/plan.ts';
import { rowStates } from '../../kapture/bulk/plans/planRow.ts';
import type { RowQuery } from '../../kapture/bulk/plans/planTables.ts';
import { draftOfRow } from '../../kapture/bulk/results/draftOfRow.ts';
import { runEndTexts } from '../../kapture/bulk/results/planSummary.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { runCommand } from '../shared/commands.ts';
import { showInformation } from '../shared/dialogs/messages.ts';
import { planTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import type { RowsRequest } from '../shared/webview/tableRows.ts';
import { pageHtml, type PageParts } from '../shared/webviewPage.ts';
import { isCancellation, sentenceOf, addedId, commentsOf } from './planTexts.ts';
import { saveFailures, saveRows } from './planFiles.ts';
import { planMessage, shownRow, textsOfPage } from './planPage.ts';
import type { PlanPlace } from './plans.ts';
import {
  sortedColumns,
  type FromPage,
  type PlanAction,
  type PlanColumn,
  type PlanFilter,
  type ToPage,
} from './protocol.ts';
import { connectionOfPlan, type ActiveRuns } from './runs.ts';

/** The maximum number of rows that a page can request at once. */
const maxRows = 500;
/** How often the table is read again during a run, in milliseconds. */
export const refreshMs = 500;

export interface EndedAction {
  /** A text for the page; empty if the page shows the result in another way. */
  readonly notice: string;
  /** A sentence for a notification. */
  readonly sentence: string;
  /** Whether the notification is a warning. */
  readonly isFailure: boolean;
}

/** Where the page of a plan is opened. */
export interface PanelPlace extends PlanPlace {
  readonly runs: ActiveRuns;
  /** Shows how an action ended: on the page of the plan or, if the page is not visible, in a notification. */
  readonly reportEnd: (head: PlanHead, ended: EndedAction) => void;
}

/** The page of a plan: a summary, its rows, and what can be done with it. */
export class PlanPanel implements vscode.Disposable {
  readonly plan: number;
  readonly #panel: vscode.WebviewPanel;
  readonly #place: PanelPlace;
  readonly #subscriptions: vscode.Disposable;
  #filter: PlanFilter = { search: '' };
  #version = 0;
  #isReady = false;
  #isReading = false;
  #isStale = false;
  #timer: NodeJS.Timeout | undefined;
  #isDisposed = false;

  constructor(plan: number, panel: vscode.WebviewPanel, page: PageParts, place: PanelPlace) {
    this.plan = plan;
    this.#panel = panel;
    this.#place = place;
    const { runs, context } = place;
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: FromPage) => this.#handle(message)),
      panel.onDidChangeViewState(() => this.#refresh()),
      panel.onDidDispose(() => this.dispose()),
      runs.onDidChange((changed) => {
        // An action on another plan can have reverted rows of this plan.
        if (changed === plan || !runs.active(changed)) this.#refreshSoon();
      }),
      context.targets.onDidChange(() => this.#refresh()),
    );
    panel.webview.options = { enableScripts: true, localResourceRoots: [] };
    panel.webview.html = pageHtml(page, { plan, texts: textsOfPage() });
  }

  get isVisible(): boolean {
    return !this.#isDisposed && this.#panel.visible;
  }

  async #handle(message: FromPage): Promise<void> {
    try {
      const { store } = this.#place.plans;
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
          await store.include(this.#query(), message.isIncluded);
          return this.#refresh();
        case 'open':
          return await this.#open(message.row);
        case 'act':
          return await this.#act(message.action);
      }
    } catch (error) {
      this.#showFailure(error);
    }
  }

  #query(): RowQuery {
    const { state, search } = this.#filter;
    return {
      plan: this.plan,
      ...(state && rowStates.includes(state) && { states: [state] }),
      ...(search.trim() && { search }),
    };
  }

  #refreshSoon(): void {
    // The properties of a closed panel throw.
    if (this.#isDisposed) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#refresh();
    }, refreshMs);
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
    const { plans, runs, context } = this.#place;
    try {
      const head = await plans.store.plan(this.plan);
      if (!head) {
        this.#send({ kind: 'gone', sentence: vscode.l10n.t('This plan was deleted.') });
        return;
      }
      const counts = await plans.store.counts(this.plan);
      const matching = await plans.store.count(this.#query());
      if (this.#isDisposed) return;
      this.#panel.title = planTitle(head);
      this.#send({
        kind: 'plan',
        ...planMessage(head, counts, runs.active(this.plan), context),
        notice: runs.notice(this.plan),
        version: ++this.#version,
        matching,
        filter: this.#filter,
      });
    } catch (error) {
      this.#showTrouble(error);
    }
  }

  /**
   * Says on the page that the plan or its rows cannot be read. They are not read again at once, because the page
   * requests the rows of each new version, and that could fail without end.
   */
  #showTrouble(error: unknown): void {
    this.#place.context.log.error('plan', error);
    this.#send({ kind: 'trouble', sentence: sentenceOf(error) });
    // The database is busy because another window is writing to it, so the page soon tries again.
    if (StoreError.is(error, 'busy')) this.#refreshSoon();
  }

  async #sendRows({ version, order, offset, limit }: RowsRequest<PlanColumn>): Promise<void> {
    const { plans, runs } = this.#place;
    const { store } = plans;
    const sort = sortedColumns[order.column];
    const query = this.#query();
    const [head, total, rows] = await Promise.all([
      store.plan(this.plan),
      store.count(query),
      store.rows({
        ...query,
        ...(sort && { sort }),
        descending: order.descending,
        offset,
        limit: Math.min(limit, maxRows),
      }),
    ]);
    if (!head) return;
    const form = formOf('update', head.dialect);
    const isRunning = head.isInUse || runs.active(this.plan) !== undefined;
    const shown = rows.map((row) => shownRow(row, isRunning, form));
    this.#send({ kind: 'rows', version, order, offset, total, rows: shown });
  }

  /** Opens the customer that a row has added, and any other row as an unsaved request. */
  async #open(row: number): Promise<void> {
    const { plans, context } = this.#place;
    const [head, found] = await Promise.all([plans.store.plan(this.plan), plans.store.row(this.plan, row)]);
    if (!head || !found) return;
    const connection = connectionOfPlan(head, context);
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
    await context.drafts.openDraftOf(draft.operation, draft.body, connection.name, commentsOf(found, title));
  }

  async #act(action: PlanAction): Promise<void> {
    const { plans, runs } = this.#place;
    const head = await plans.store.plan(this.plan);
    if (!head) return this.#refresh();
    switch (action) {
      case 'apply':
        return this.#apply(head);
      case 'lookUp':
        return this.#reportEnd(head, async () => {
          await runs.lookUp(head);
          return { notice: '', sentence: '', isFailure: false };
        });
      case 'cancel':
        return runs.cancel(this.plan);
      case 'saveRows':
        return saveRows(head, this.#place);
      case 'saveFailures':
        return saveFailures(head, this.#place);
      case 'revert':
        return this.#revert();
    }
  }

  #apply(head: PlanHead): Promise<void> {
    return this.#reportEnd(head, async () => {
      const outcome = await this.#place.runs.apply(head);
      if (!outcome) return { notice: '', sentence: '', isFailure: false };
      const sentence = runEndTexts(outcome, head)
        .map((one) => problemText(one))
        .join(' ');
      const { end, counts } = outcome;
      const { unknown, sending, failed, conflict } = counts.rows;
      const isFailure = end === 'stopped' || unknown + sending + failed + conflict + counts.rows['partly-done'] > 0;
      return { notice: end === 'finished' ? '' : sentence, sentence, isFailure };
    });
  }

  /** Reports how an action ends, even if its tab was closed or hidden during it. */
  async #reportEnd(head: PlanHead, act: () => Promise<EndedAction>): Promise<void> {
    const { runs, reportEnd, context } = this.#place;
    runs.setNotice(this.plan, '');
    try {
      reportEnd(head, await act());
    } catch (error) {
      if (isCancellation(error)) return;
      context.log.error('plan', error);
      const notice = sentenceOf(error);
      reportEnd(head, { notice, sentence: notice, isFailure: true });
    } finally {
      this.#refresh();
    }
  }

  async #revert(): Promise<void> {
    const { plans, show } = this.#place;
    // The page can be outdated: another plan may have reverted everything since.
    if (!(await plans.store.counts(this.plan)).canRevert) return this.#refresh();
    const { id } = await findRevertPlan(plans.store, this.plan);
    await show(id);
  }

  #showFailure(error: unknown): void {
    if (isCancellation(error)) return;
    this.#place.context.log.error('plan', error);
    this.#place.runs.setNotice(this.plan, sentenceOf(error));
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
