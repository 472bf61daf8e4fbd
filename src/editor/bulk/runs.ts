import * as vscode from 'vscode';
import { applyPlan, type RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import type { RunProgress } from '../../kapture/bulk/runs/runReport.ts';
import { continuePlan } from '../../kapture/bulk/planning/makePlan.ts';
import type { PlanProgress } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { RunPause } from '../../kapture/bulk/runs/runPause.ts';
import { problem } from '../../kapture/problem/problem.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { shortProgress } from './progressText.ts';
import { changedPlanFile } from './changedPlanFile.ts';
import { confirmRun } from './confirmRun.ts';
import { foundBy } from './foundBy.ts';
import { maxFailuresInRow } from './maxFailuresInRow.ts';
import { changeSince, connectionOfPlan, resolvePlanTarget } from './resolvePlanTarget.ts';
import type { Plans } from './plans.ts';
import { noteRun } from './runHistory.ts';
import { RunFollower } from './runFollower.ts';
import { UserError } from '../shared/questions/userError.ts';
import type { BulkPorts } from './ports.ts';

/** The history is told this often during a run, in milliseconds: if the window ends, it knows no more. */
const noteMs = 3000;

/** Work on a plan. */
export interface ActiveRun {
  readonly work: 'look-up' | 'write';
  readonly progress: PlanProgress | RunProgress | undefined;
  readonly isPaused: boolean;
  readonly isStopping: boolean;
  /** Another window or program does it, so this window cannot pause or cancel it. */
  readonly isElsewhere?: true;
}

interface Running {
  work: ActiveRun['work'];
  progress?: PlanProgress | RunProgress;
  isStopping: boolean;
  /** The user is being asked, so the page does not show a run yet. */
  isAsking: boolean;
  readonly abort: AbortController;
  readonly pause: RunPause;
}

/** The plans that this window looks up or applies. A run continues when its page is closed. */
export class Runs implements vscode.Disposable {
  readonly #plans: Plans;
  readonly #ports: BulkPorts;
  readonly #running = new Map<number, Running>();
  readonly #notices = new Map<number, string>();
  readonly #changed = new vscode.EventEmitter<number>();
  #isDisposed = false;
  /** Fires with the ID of a plan whose run started, advanced or ended. */
  readonly onDidChange = this.#changed.event;

  constructor(plans: Plans, ports: BulkPorts) {
    this.#plans = plans;
    this.#ports = ports;
  }

  /** The work on a plan. A run begins when the user has confirmed it. */
  active(plan: number): ActiveRun | undefined {
    const running = this.#running.get(plan);
    if (!running || running.isAsking) return undefined;
    return {
      work: running.work,
      progress: running.progress,
      isPaused: running.pause.isPaused,
      isStopping: running.isStopping,
    };
  }

  /** Whether this window works on a plan, or asks the user whether to. */
  isOwn(plan: number): boolean {
    return this.#running.has(plan);
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

  /** Looks up the rows that are not looked up. */
  async continueLookUp(head: PlanHead): Promise<void> {
    const found = await resolvePlanTarget(connectionOfPlan(head, this.#ports), this.#ports);
    if (!found) return;
    await this.#run(head, 'look-up', async (running, report) => {
      await continuePlan(head.id, undefined, {
        store: this.#plans.store,
        ...found,
        signal: running.abort.signal,
        onProgress: report,
      });
    });
  }

  /** Asks, then writes the included rows. Undefined if the user cancels before the question. */
  async apply(head: PlanHead): Promise<RunOutcome | undefined> {
    const found = await resolvePlanTarget(connectionOfPlan(head, this.#ports), this.#ports);
    if (!found) return undefined;
    const { store } = this.#plans;
    const { connection } = found.target;
    const follower = new RunFollower(head, this.#ports);
    let startedAt: number | undefined;
    let hasAdds = false;
    let notedAt = 0;
    let noted = Promise.resolve();
    const note = (): void => {
      notedAt = Date.now();
      noted = noted.then(() => noteRun(head, startedAt, store, this.#ports));
    };
    try {
      return await this.#run(head, 'write', (running, report) =>
        applyPlan(head.id, {
          store,
          ...found,
          signal: running.abort.signal,
          pause: running.pause,
          maxFailuresInRow: maxFailuresInRow(),
          confirm: async (question) => {
            const counts = await store.counts(head.id);
            const changed = await changedPlanFile(head, running.abort.signal);
            const isRevert = head.revertOf !== undefined;
            const confirmed = { isRevert, counts, foundBy: foundBy(head), changedFile: changed };
            if (!(await confirmRun(question, confirmed))) return false;
            // The question can be open for a long time.
            const change = changeSince(connection, this.#ports);
            if (change !== undefined) throw new UserError(change);
            running.isAsking = false;
            this.#changed.fire(head.id);
            startedAt = Date.now();
            hasAdds = question.adds > 0;
            // Before the first write, so that a run whose window ends is in the history too.
            note();
            await noted;
            return true;
          },
          reasonToStop: () =>
            changeSince(connection, this.#ports) === undefined
              ? undefined
              : problem(
                  'The run stopped because the connection {0} was changed, renamed or removed. Check it, then resume the run.',
                  connection.name,
                ),
          onProgress: (progress) => {
            report(progress);
            if (startedAt !== undefined && Date.now() - notedAt >= noteMs) note();
          },
          onRecord: (id, record) => follower.add(id, record),
        }),
      );
    } finally {
      // A window that closes must not open the Customers view again.
      if (this.#isDisposed) follower.dispose();
      else follower.end(hasAdds);
      if (startedAt !== undefined) {
        note();
        await noted;
      }
    }
  }

  pause(plan: number): void {
    this.#running.get(plan)?.pause.pause();
    this.#changed.fire(plan);
  }

  resume(plan: number): void {
    this.#running.get(plan)?.pause.resume();
    this.#changed.fire(plan);
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
    run: (running: Running, report: (progress: PlanProgress | RunProgress) => void) => Promise<Result>,
  ): Promise<Result> {
    if (this.#running.has(id)) throw new UserError(vscode.l10n.t('This plan is already running.'));
    const running: Running = {
      work,
      isStopping: false,
      isAsking: work === 'write',
      abort: new AbortController(),
      pause: new RunPause(),
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
    this.#isDisposed = true;
    for (const { abort } of this.#running.values()) abort.abort();
    this.#changed.dispose();
  }
}
