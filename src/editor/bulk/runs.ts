import { stat } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import { planTargetOf, type PlanTarget } from '../../kapture/bulk/lookups/planTarget.ts';
import { resumePlan } from '../../kapture/bulk/planning/createPlan.ts';
import {
  doneRows,
  openRows,
  sentWrites,
  undecidedRows,
  unsentWrites,
  type PlanCounts,
  type PlanHead,
} from '../../kapture/bulk/plans/plan.ts';
import type { PlanStore } from '../../kapture/bulk/plans/planDatabase.ts';
import type { PlanProgress } from '../../kapture/bulk/planProgress.ts';
import { runConfirmationTexts } from '../../kapture/bulk/results/planSummary.ts';
import { applyPlan, type RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import type { RunConfirmation } from '../../kapture/bulk/runs/bulkRun.ts';
import { hashOf } from '../../kapture/bulk/tables/tableText.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { dialectOf, sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { problem } from '../../kapture/problem/problem.ts';
import type { HistoryRun } from '../../kapture/store/historyRuns.ts';
import { plainValue } from '../../kapture/update/fieldValue.ts';
import { writtenValue } from '../../kapture/update/updateBody.ts';
import { confirmAction } from '../shared/dialogs/confirmAction.ts';
import { UserError } from '../shared/dialogs/messages.ts';
import { changedText, changeOfConnection } from '../shared/sending/sendTarget.ts';
import { setting } from '../shared/settings.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLabel, oneLine, withoutLinks } from '../shared/texts/plainText.ts';
import { roleText } from '../shared/texts/connectionTexts.ts';
import { shortProgress, visibleValue } from './planTexts.ts';
import type { BulkContext, Plans } from './plans.ts';

export interface ActiveRun {
  readonly work: 'look-up' | 'write';
  readonly progress: PlanProgress | undefined;
  readonly isStopping: boolean;
}

interface StartedRun {
  work: ActiveRun['work'];
  progress: PlanProgress | undefined;
  isStopping: boolean;
  /** Whether the user is being asked, during which the page does not show a run. */
  isAsking: boolean;
  readonly abort: AbortController;
}

/** The plans that this window looks up or applies. A run continues when its page is closed. */
export class ActiveRuns implements vscode.Disposable {
  readonly #plans: Plans;
  readonly #context: BulkContext;
  readonly #running = new Map<number, StartedRun>();
  readonly #notices = new Map<number, string>();
  readonly #changed = new vscode.EventEmitter<number>();
  /** Fires with the ID of a plan whose run started, advanced or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(plans: Plans, context: BulkContext) {
    this.#plans = plans;
    this.#context = context;
  }

  /** The work on a plan. A run begins when the user has confirmed it. */
  active(plan: number): ActiveRun | undefined {
    const running = this.#running.get(plan);
    return running?.isAsking ? undefined : running;
  }

  /** What the page of a plan says about the last action; empty if nothing. */
  notice(plan: number): string {
    return this.#notices.get(plan) ?? '';
  }

  setNotice(plan: number, notice: string): void {
    if (notice) this.#notices.set(plan, notice);
    else this.#notices.delete(plan);
    this.#changed.fire(plan);
  }

  /** Looks up the rows that have not been looked up yet. */
  async lookUp(head: PlanHead): Promise<void> {
    const found = await resolvePlanTarget(connectionOfPlan(head, this.#context), this.#context);
    if (!found) return;
    await this.#run(head, 'look-up', async (running, onProgress) => {
      const { store } = this.#plans;
      await resumePlan(head.id, undefined, { store, ...found, signal: running.abort.signal, onProgress });
    });
  }

  /** Asks, then writes the included rows. Undefined if the user cancels before the confirmation. */
  async apply(head: PlanHead): Promise<RunOutcome | undefined> {
    const found = await resolvePlanTarget(connectionOfPlan(head, this.#context), this.#context);
    if (!found) return undefined;
    const { store } = this.#plans;
    const { connection } = found.target;
    let startedAt: number | undefined;
    try {
      return await this.#run(head, 'write', (running, onProgress) =>
        applyPlan(head.id, {
          store,
          ...found,
          signal: running.abort.signal,
          maxFailuresInRow: maxFailuresInRow(),
          confirm: async (confirmation) => {
            const counts = await store.counts(head.id);
            const changedFile = await changedPlanFile(head, running.abort.signal);
            if (!(await confirmRun(confirmation, head, counts, changedFile))) return false;
            // The confirmation can be open for a long time.
            const change = changeSince(connection, this.#context);
            if (change !== undefined) throw new UserError(change);
            running.isAsking = false;
            this.#changed.fire(head.id);
            startedAt = Date.now();
            // The run is stored before its first write, so that the history has it even if the window ends during the
            // run.
            await noteRun(head, startedAt, store, this.#context);
            return true;
          },
          reasonToStop: () =>
            changeSince(connection, this.#context) === undefined
              ? undefined
              : problem(
                  'The run stopped because the connection {0} was changed. Check it, then resume.',
                  connection.name,
                ),
          onProgress,
        }),
      );
    } finally {
      if (startedAt !== undefined) await noteRun(head, startedAt, store, this.#context);
    }
  }

  /** Ends a run after the request in progress. */
  cancel(plan: number): void {
    const running = this.#running.get(plan);
    if (!running) return;
    running.isStopping = true;
    running.abort.abort();
    this.#changed.fire(plan);
  }

  async #run<Result>(
    { id, title }: PlanHead,
    work: ActiveRun['work'],
    run: (running: StartedRun, report: (progress: PlanProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    if (this.#running.has(id)) throw new UserError(vscode.l10n.t('This plan is already running.'));
    const running: StartedRun = {
      work,
      progress: undefined,
      isStopping: false,
      isAsking: work === 'write',
      abort: new AbortController(),
    };
    this.#running.set(id, running);
    this.#changed.fire(id);
    try {
      return await vscode.window.withProgress(
        { location: vscode.ProgressLocation.Window, title: oneLabel(title, 60) },
        (progress) =>
          run(running, (made) => {
            running.progress = made;
            progress.report({ message: shortProgress(made) });
            this.#changed.fire(id);
          }),
      );
    } finally {
      this.#running.delete(id);
      this.#changed.fire(id);
    }
  }

  dispose(): void {
    for (const { abort } of this.#running.values()) abort.abort();
    this.#changed.dispose();
  }
}

/** How many consecutive rows fail before a run stops. VS Code does not validate settings; undefined: the default. */
function maxFailuresInRow(): number | undefined {
  const rows: unknown = setting('bulk.maxFailuresInRow');
  return typeof rows === 'number' && rows >= 1 ? Math.floor(rows) : undefined;
}

/**
 * Resolves a connection once, with the key and the secret headers of each operation, and asks for missing ones.
 * Undefined if the user cancels. Throws if the connection has changed, for example its base URL while the user was
 * being asked: the rows of a plan are for one tenant, and a plan is bound to one connection.
 */
export async function resolvePlanTarget(
  connection: Connection,
  { targets, clients }: BulkContext,
): Promise<PlanTarget | undefined> {
  const get = await targets.resolveNamed(connection.name, 'get');
  const add = get && (await targets.resolveNamed(connection.name, 'add'));
  const update = add && (await targets.resolveNamed(connection.name, 'update'));
  if (!update) return undefined;
  // The sandbox has no base URL until it has started.
  const chosen = connection.name === sandboxName ? { ...connection, baseUrl: get.connection.baseUrl } : connection;
  const isOther = (found: Target): boolean => !isDeepStrictEqual(found.connection, chosen);
  if ([get, add, update].some(isOther)) throw new UserError(changedText(connection));
  return planTargetOf({ get, add, update }, await clients.get());
}

/**
 * How a connection has changed since the user confirmed a run, in one sentence; undefined if rows may still be written.
 */
function changeSince(confirmed: Connection, { targets }: BulkContext): string | undefined {
  for (const operation of ['get', 'add', 'update'] as const) {
    const change = changeOfConnection(operation, confirmed, targets);
    if (change !== undefined) return change;
  }
  const now = targets.all.find(({ name }) => name === confirmed.name);
  // The run keeps the pause that was set when the user confirmed it, so a change of the pause does not count.
  return !now || now.pauseMs === confirmed.pauseMs ? undefined : changedText(confirmed);
}

/** A connection to the tenant of a plan. Throws if there is none. */
export function connectionOfPlan(
  { tenant, connection }: { readonly tenant: string; readonly connection: string },
  { targets }: BulkContext,
): Connection {
  const found = targets.connectionOf(tenant, connection);
  if (!found) throw new UserError(vscode.l10n.t('No connection points to the tenant of this plan.'));
  return found;
}

/**
 * The name of a plan's file if its content has changed since the plan was created. Undefined if it has not, or if the
 * file cannot be read here: the plan has all of its rows.
 */
export async function changedPlanFile(
  { file }: Pick<PlanHead, 'file'>,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!file) return undefined;
  try {
    // Reading a pipe could wait without end.
    if (!(await stat(file.path)).isFile()) return undefined;
    const sha256 = await hashOf({ path: file.path }, signal);
    return sha256 === file.sha256 ? undefined : path.basename(file.path);
  } catch {
    return undefined;
  }
}

/** Asks once before a run. For production, the user types the number of writes. */
export async function confirmRun(
  confirmation: RunConfirmation,
  head: PlanHead,
  counts: PlanCounts,
  changedFile?: string,
): Promise<boolean> {
  const { connection, host, writes } = confirmation;
  const isRevert = head.revertOf !== undefined;
  const name = oneLine(connection.name, 60);
  const shownFile = changedFile === undefined ? undefined : oneLine(changedFile, 60);
  const [numbers, ...others] = runConfirmationTexts(confirmation, head, counts, shownFile).map((one) =>
    problemText(one),
  );
  const texts = [numbers!, ...onlyChangeTexts(confirmation, isRevert), ...others];
  if (connection.role === 'production') return typeNumber(confirmation, isRevert, texts);
  return confirmAction(
    runQuestion(writes, isRevert, name),
    [vscode.l10n.t('Host: {0}', host), vscode.l10n.t('Role: {0}', roleText(connection)), '', ...texts].join('\n'),
    isRevert ? vscode.l10n.t('Revert on {0}', name) : vscode.l10n.t('Write to {0}', name),
    isRevert ? vscode.l10n.t("Don't Revert") : vscode.l10n.t("Don't Write"),
  );
}

function runQuestion(writes: number, isRevert: boolean, connection: string): string {
  if (writes === 1)
    return isRevert
      ? vscode.l10n.t('Revert 1 customer on {0}?', connection)
      : vscode.l10n.t('Write 1 customer to {0}?', connection);
  return isRevert
    ? vscode.l10n.t('Revert {0} customers on {1}?', numberText(writes), connection)
    : vscode.l10n.t('Write {0} customers to {1}?', numberText(writes), connection);
}

/** The lines about the change that all customers have in common, such as that of *Change Field*. */
function onlyChangeTexts({ connection, onlyChange }: RunConfirmation, isRevert: boolean): string[] {
  if (!onlyChange || isRevert) return [];
  const { field, to } = onlyChange;
  const form = formOf('update', dialectOf(connection, 'update'));
  const value = visibleValue(writtenValue(form, field, plainValue(to)), 80);
  return [vscode.l10n.t('New value of {0}: {1}', oneLine(field, 60), value)];
}

/** Asks for the number of writes. Resolves to false if the user cancels. */
async function typeNumber(
  { connection, host, writes }: RunConfirmation,
  isRevert: boolean,
  texts: readonly string[],
): Promise<boolean> {
  const expected = String(writes);
  const name = oneLine(connection.name, 60);
  const answer = await vscode.window.showInputBox({
    title: withoutLinks(
      isRevert ? vscode.l10n.t('Revert on {0} (production)', name) : vscode.l10n.t('Write to {0} (production)', name),
    ),
    // VS Code shows the prompt as one paragraph.
    prompt: withoutLinks(
      [
        `${vscode.l10n.t('To write to production, enter the number of writes: {0}', expected)}.`,
        `${vscode.l10n.t('Host: {0}', host)}.`,
        ...texts,
      ].join(' '),
    ),
    placeHolder: vscode.l10n.t('Number of writes'),
    ignoreFocusOut: true,
    validateInput: (text) =>
      text.trim() === '' || text.trim() === expected
        ? undefined
        : vscode.l10n.t('Enter {0} to write, or press Escape to cancel.', expected),
  });
  return answer?.trim() === expected;
}

/** The outcomes of the rows of a run, as the history counts them. */
export function runNumbers(
  counts: PlanCounts,
): Pick<HistoryRun, 'writes' | 'done' | 'unknown' | 'partly' | 'isFinished'> {
  return {
    writes: unsentWrites(counts) + sentWrites(counts),
    done: doneRows(counts),
    unknown: undecidedRows(counts) + counts.rows['other-customer'],
    partly: counts.rows['partly-done'],
    isFinished: openRows(counts) === 0,
  };
}

/**
 * Stores a run in the history, or its outcome so far. Without `startedAt`, only a run that is stored already is
 * updated. A failure must not stop the run.
 */
export async function noteRun(
  head: PlanHead,
  startedAt: number | undefined,
  store: Pick<PlanStore, 'counts'>,
  { history, log }: Pick<BulkContext, 'history' | 'log'>,
): Promise<void> {
  try {
    const { id: plan, tenant, connection, title, revertOf } = head;
    const numbers = runNumbers(await store.counts(plan));
    const opened = await history.open();
    await opened?.storage.addRun({
      plan,
      tenant,
      connection,
      title,
      ...(revertOf !== undefined && { revertOf }),
      ...(startedAt !== undefined && { startedAt }),
      ...numbers,
    });
  } catch (error) {
    log.error('history', error);
  }
}

/** Tells the history which plans still exist, after some were deleted. */
export async function notePlans(store: PlanStore, { history, log }: BulkContext): Promise<void> {
  try {
    const plans = (await store.plans()).map(({ id }) => id);
    await (await history.open())?.storage.keepPlans(plans);
  } catch (error) {
    log.error('history', error);
  }
}
