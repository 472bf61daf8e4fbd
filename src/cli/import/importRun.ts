import { writeFile } from 'node:fs/promises';
import { applyPlan, type RunOutcome, type RunProgress } from '../../kapture/bulk/applyPlan.ts';
import { BulkError } from '../../kapture/bulk/bulkError.ts';
import type { BulkStore } from '../../kapture/bulk/bulkStore.ts';
import type { MakePlanOptions, PlanProgress } from '../../kapture/bulk/makePlan.ts';
import { rowKinds, type RowKind, type RowState } from '../../kapture/bulk/planRow.ts';
import type { PlanCounts } from '../../kapture/bulk/planShapes.ts';
import { failuresCsv, mappingOfFailures, planCsv, resultCsv, writeCsv } from '../../kapture/bulk/resultFiles.ts';
import { settledRows } from '../../kapture/bulk/rowsNotWritten.ts';
import { TableError } from '../../kapture/bulk/tableError.ts';
import { secretsOf } from '../../kapture/exchange/targetHeaders.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { redactor } from '../../kapture/redaction/redact.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import type { Destination } from '../shared/destination.ts';
import { isLink } from '../shared/isLink.ts';
import { plain } from '../shared/plain.ts';
import { UsageError } from '../shared/usageError.ts';
import { wholeNumber } from '../shared/wholeNumber.ts';
import { databaseOf } from './databaseOf.ts';
import { exitCodes } from './exitCodes.ts';
import type { ImportOptions } from './importCommand.ts';
import { refuseMissingFolders } from './refuseMissingFolders.ts';
import { refuseOverwriting } from './refuseOverwriting.ts';
import {
  omittedText,
  notRevertedSummary,
  notRevertedLines,
  planLine,
  repairLines,
  rowLine,
  runLine,
  showProgress,
} from './importOutput.ts';
import { ImportPlans } from './importPlans.ts';
import { FirstLines, ImportReport, maxLines } from './importReport.ts';
import { nextSteps } from './nextSteps.ts';
import { openPlans } from './openPlans.ts';
import { mappingOfFailuresPath, noFailuresOfRevert, saveMapping } from './saveMapping.ts';
import { writeOutputFile } from './writeOutputFile.ts';

const maxResponseBytes = 50_000_000;
/** Kinds of rows that a run cannot write. The plan has a reason for each. */
const problemKinds: readonly RowKind[] = rowKinds.filter(
  (kind) => kind !== 'add' && kind !== 'update' && kind !== 'unchanged',
);

/** One run of the command. */
export class ImportRun {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #destination: Destination;
  readonly #report: ImportReport;
  readonly #plans: ImportPlans;
  readonly #stop = new AbortController();
  /** The plan whose rows may have been written by this run. */
  #begun: number | undefined;
  /** The run has ended with every row settled. Only the files of its result may be missing. */
  #hasFinished = false;
  /** The plan has rows that --apply would send. */
  #canApply = false;
  /** The plan was applied before this run, and no row is left to send. */
  #wasApplied = false;
  /** The number of rows whose lookup failed. */
  #notLookedUp = 0;

  constructor(file: string, options: ImportOptions, destination: Destination, lookup: () => VariableLookup) {
    this.#file = file;
    this.#options = options;
    this.#destination = destination;
    const { target } = destination;
    this.#report = new ImportReport(redactor(secretsOf(target)));
    this.#plans = new ImportPlans(file, options, target.connection, lookup, this.#report);
  }

  async run(): Promise<number> {
    await refuseOverwriting(this.#file, this.#options);
    await refuseMissingFolders(this.#options);
    const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.#stop.abort());
    const { target, label } = this.#destination;
    this.#report.print(`Kapture import → ${label}`);
    this.#report.add({ file: this.#file, host: new URL(target.connection.baseUrl).host });
    const client = new KaptureClient(createTransport(), {
      maxBytes: maxResponseBytes,
      network: () => networkOfEnvironment(process.env),
    });
    let store: BulkStore | undefined;
    let code: number = exitCodes.usage;
    try {
      const { database } = this.#options;
      const own = databaseOf(this.#file);
      if (database === undefined && (await isLink(own)))
        throw new UsageError(
          `The database of plans ${own} is a symbolic link. Use --database to store plans elsewhere.`,
        );
      store = openPlans(database ?? own, database !== undefined, (aside) => this.#wasSetAside(aside));
      code = await this.#withStore(store, {
        store,
        client,
        target,
        signal: this.#stop.signal,
        onProgress: showPlanProgress,
      });
    } catch (error) {
      code = this.#codeOf(error);
      if (store) this.#reportCounts(store);
    } finally {
      showProgress('');
      store?.close();
      await client.close();
    }
    return this.#writeReport(code);
  }

  #wasSetAside(aside: string): void {
    this.#report.add({ setAside: aside });
    process.stderr.write(
      `Warning: The database of plans was damaged. It was renamed to ${plain(aside)}, and its plans cannot be resumed or reverted.\n`,
    );
  }

  async #withStore(store: BulkStore, options: MakePlanOptions): Promise<number> {
    const plan = await this.#plans.find(store, options);
    this.#report.add({ plan });
    const head = store.plan(plan)!;
    const isRevert = head.revertOf !== undefined;
    if (isRevert && this.#options.failures !== undefined) throw new UsageError(noFailuresOfRevert);
    const planned = store.counts(plan);
    const { states } = planned;
    this.#notLookedUp = planned.kinds['not-looked-up'];
    this.#canApply = states['not-sent'] > 0;
    this.#wasApplied = settledRows(planned) > 0 && states['not-sent'] + states.sending + states.unknown === 0;
    this.#report.print('', planLine(plan, planned, head.revertOf));
    if (!this.#wasApplied) await this.#report.printRows(store, plan, 'Repaired cells:', repairLines);
    if (isRevert) await this.#report.printRows(store, plan, 'Fields that cannot be reverted:', notRevertedLines);
    const omitted = this.#wasApplied ? 'Rows that were omitted:' : 'Rows that will not be written:';
    await this.#report.printRows(store, plan, omitted, (row) =>
      problemKinds.includes(row.kind) && !(isRevert && row.problems.length) ? [rowLine(row)] : [],
    );
    if (isRevert && !planned.kinds.update) this.#report.print('There is nothing to revert.');
    const outcome = await this.#outcome(store, plan, options, planned);
    const counts = outcome?.counts ?? store.counts(plan);
    this.#report.add({
      isApplied: outcome !== undefined,
      end: outcome?.end,
      reason: outcome?.reason && inEnglish(outcome.reason),
      kinds: counts.kinds,
      states: counts.states,
      writtenInPart: counts.partlyIgnored,
    });
    const { result, failures } = this.#options;
    const csv = outcome ? resultCsv : planCsv;
    if (result !== undefined) await writeOutputFile(result, (name) => writeCsv(name, csv(store, plan)));
    if (failures !== undefined) await this.#writeFailures(failures, store, plan);
    const { notReverted } = counts;
    const isPartial = notReverted.fields + notReverted.unknown > 0;
    if (isPartial) {
      this.#report.print(...notRevertedSummary(notReverted, outcome !== undefined, head.revertOf));
      this.#report.add({ notReverted });
    }
    if (outcome && outcome.end !== 'finished') return exitCodes.stopped;
    // The customers that a run added cannot be deleted, so they are not a problem of the plan that reverts it.
    const hasProblems = isRevert ? isPartial : problemKinds.some((kind) => counts.kinds[kind] > 0);
    const { failed, unknown, sending, conflict } = counts.states;
    if (!outcome) return hasProblems ? exitCodes.someFailed : exitCodes.done;
    return hasProblems || failed + unknown + sending + conflict > 0 ? exitCodes.someFailed : exitCodes.done;
  }

  /** With its mapping beside it, so that the corrected file can be imported as it is. */
  async #writeFailures(failures: string, store: BulkStore, plan: number): Promise<void> {
    const { mapping } = this.#plans;
    const omitted = new FirstLines();
    const rows = failuresCsv(store, plan, { mapping, onOmitted: (row) => omitted.add(rowLine(row)) });
    await writeOutputFile(failures, (name) => writeCsv(name, rows));
    this.#report.printLines(`Rows that are not in ${plain(failures)}, because CSV cannot represent them:`, omitted);
    const mappingPath = mappingOfFailuresPath(this.#file, this.#options);
    if (mapping && mappingPath !== undefined) await saveMapping(mappingPath, mappingOfFailures(mapping));
  }

  /** What became of the rows, now or in an earlier run; undefined if the plan is not applied. */
  async #outcome(
    store: BulkStore,
    plan: number,
    options: MakePlanOptions,
    counts: PlanCounts,
  ): Promise<RunOutcome | undefined> {
    if (!this.#wasApplied) return this.#options.apply ? this.#apply(store, plan, options) : undefined;
    this.#report.print('', 'This plan was applied earlier, and nothing is left to write.');
    await this.#printOutcome(store, plan, 'Result', counts);
    return { end: 'finished', counts };
  }

  async #apply(store: BulkStore, plan: number, options: MakePlanOptions): Promise<RunOutcome> {
    const { client, target, signal } = options;
    const { stopAfter } = this.#options;
    const outcome = await applyPlan(plan, {
      store,
      client,
      target,
      ...(signal && { signal }),
      // The options --apply and --confirm-production are the confirmation.
      confirm: () => {
        this.#begun = plan;
        return Promise.resolve(true);
      },
      ...(stopAfter !== undefined && { maxFailuresInRow: wholeNumber('stop-after', stopAfter) }),
      onProgress: ({ phase, done, failed, total }) =>
        showProgress(`${phaseTitles[phase]}: ${done} of ${total}${failed ? `, ${failed} failed` : ''}`),
    });
    showProgress('');
    this.#report.print('');
    await this.#printOutcome(store, plan, 'Run', outcome.counts);
    if (outcome.reason) this.#report.print(plain(inEnglish(outcome.reason)));
    this.#hasFinished = outcome.end === 'finished';
    return outcome;
  }

  async #printOutcome(store: BulkStore, plan: number, name: string, counts: PlanCounts): Promise<void> {
    this.#report.print(`${name}: ${runLine(counts)}`);
    for (const [title, states] of [
      ['Rows that were not written:', ['failed', 'conflict']],
      ['Rows with an unknown result:', ['unknown', 'sending']],
    ] as const satisfies readonly (readonly [string, readonly RowState[]])[])
      await this.#report.printRows(store, plan, title, (row) =>
        (states as readonly RowState[]).includes(row.state) ? [rowLine(row)] : [],
      );
    if (counts.partlyIgnored)
      await this.#report.printRows(store, plan, 'Rows that were written in part:', (row) =>
        row.state === 'done' && row.reason ? [rowLine(row)] : [],
      );
    const omitted = omittedText(counts);
    if (omitted) this.#report.print(`Omitted: ${omitted}.${this.#placeOfReasons(plan, counts)}`);
  }

  /** Where the reasons of the rows are that a run omits. */
  #placeOfReasons(plan: number, { kinds }: PlanCounts): string {
    const { result, sandbox } = this.#options;
    const count = problemKinds.reduce((sum, kind) => sum + kinds[kind], 0);
    if (!count) return '';
    if (result !== undefined) return ` The reasons are in ${plain(result)}.`;
    if (count <= maxLines) return ' The reasons are above.';
    return ` To get all reasons, use ${sandbox ? '' : `--resume --plan ${plan} `}--result FILE.`;
  }

  /** The exit code for an error of a run. An error that is a bug is thrown again. */
  #codeOf(thrown: unknown): number {
    const error = thrown instanceof Error && 'errcode' in thrown ? StoreError.from(thrown) : thrown;
    const hasBegun = this.#begun !== undefined;
    if (UsageError.is(error) && !hasBegun) throw error;
    const isKnown = BulkError.is(error) || TableError.is(error) || StoreError.is(error);
    const isStopped =
      hasBegun || this.#stop.signal.aborted || (BulkError.is(error) && resumable.includes(error.reason));
    if (!isKnown && !isStopped) throw error;
    this.#report.add({ reason: this.#report.fail(plain((error as Error).message)) });
    if (BulkError.is(error) && error.plan !== undefined) this.#report.add({ plan: error.plan });
    return isStopped ? exitCodes.stopped : exitCodes.usage;
  }

  /** Reports what a run wrote before an error ended it, if the database can still say so. */
  #reportCounts(store: BulkStore): void {
    if (this.#begun === undefined) return;
    this.#report.add({ isApplied: true });
    try {
      const { kinds, states, partlyIgnored } = store.counts(this.#begun);
      this.#report.add({ kinds, states, writtenInPart: partlyIgnored });
    } catch {
      // The error of the run is reported.
    }
  }

  async #writeReport(code: number): Promise<number> {
    const { json } = this.#options;
    const { connection } = this.#destination.target;
    const state = {
      begun: this.#begun,
      hasFinished: this.#hasFinished,
      canApply: this.#canApply,
      wasApplied: this.#wasApplied,
      notLookedUp: this.#notLookedUp,
    };
    this.#report.print(...nextSteps(code, state, this.#options, connection));
    if (json !== undefined) {
      try {
        await writeOutputFile(json, (name) => writeFile(name, this.#report.json(code)));
      } catch (error) {
        if (this.#begun === undefined) throw error;
        process.stderr.write(`${(error as Error).message}\n`);
        if (this.#hasFinished && code !== exitCodes.stopped)
          this.#report.print(...nextSteps(exitCodes.stopped, state, this.#options, connection));
        return exitCodes.stopped;
      }
    }
    return code;
  }
}

const phaseTitles: Readonly<Record<RunProgress['phase'], string>> = {
  resolving: 'Checking earlier writes',
  writing: 'Writing',
  waiting: 'Waiting, because the server is rate limiting requests',
  paused: 'Paused',
};

const resumable: readonly string[] = ['canceled', 'unauthorized', 'failing', 'lost'];

function showPlanProgress({ phase, done, total }: PlanProgress): void {
  showProgress(phase === 'reading' ? `Reading: ${done}` : `Looking up: ${done} of ${total ?? '?'}`);
}
