import { applyPlan, type RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import { PlanError } from '../../kapture/bulk/plans/planError.ts';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { MakePlanOptions } from '../../kapture/bulk/planning/makePlanOptions.ts';
import type { PlanCounts } from '../../kapture/bulk/plans/planCounts.ts';
import {
  failuresCsv,
  mappingOfFailures,
  planCsv,
  resultCsv,
  writeCsv,
} from '../../kapture/bulk/results/resultFiles.ts';
import { openRows, settledRows, undecidedRows } from '../../kapture/bulk/plans/rowsNotWritten.ts';
import { TableError } from '../../kapture/bulk/tables/tableError.ts';
import { secretsOf } from '../../kapture/exchange/targetHeaders.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { isStandardOutput } from '../../kapture/exports/atomicFile.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { redactor } from '../../kapture/redaction/redact.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import type { Destination } from '../shared/destination.ts';
import { allowClosedOutput } from '../shared/allowClosedOutput.ts';
import { isLink } from '../shared/isLink.ts';
import { plain } from '../shared/plain.ts';
import { UsageError } from '../shared/usageError.ts';
import { wholeNumber } from '../shared/wholeNumber.ts';
import { databaseOf } from './databaseOf.ts';
import { exitCodeOf, exitCodeOfError, exitCodes } from './exitCodes.ts';
import type { ImportOptions } from './importCommand.ts';
import { refuseMissingFolders } from './refuseMissingFolders.ts';
import { refuseOverwriting } from './refuseOverwriting.ts';
import { refuseUnwritableFiles } from './refuseUnwritableFiles.ts';
import { notRevertedSummary, rowLine, runLine, showProgress } from './importOutput.ts';
import { ImportPlans } from './importPlans.ts';
import { FirstLines, ImportReport, reportedCounts } from './importReport.ts';
import { nextSteps } from './nextSteps.ts';
import { outputOptions } from './outputOptions.ts';
import { openPlans } from './openPlans.ts';
import { printOutcome } from './printOutcome.ts';
import { printPlan } from './printPlan.ts';
import { progressLine } from './progressLine.ts';
import { mappingOfFailuresPath, noFailuresOfRevert, saveMapping } from './saveMapping.ts';
import { writeOutputFile } from './writeOutputFile.ts';

const maxResponseBytes = 50_000_000;

/** One run of the command. */
export class ImportRun {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #destination: Destination;
  readonly #report: ImportReport;
  readonly #plans: ImportPlans;
  readonly #stop = new AbortController();
  /** Why the output could not be written. */
  #lostOutput: string | undefined;
  /** The plan whose rows may have been written by this run. */
  #begun: number | undefined;
  /** How the run has ended. If it has finished, only the files of its result may be missing. */
  #end: RunOutcome['end'] | undefined;
  /** The plan has rows that --apply would send. */
  #canApply = false;
  /** The plan was applied before this run, and no row is left to send. */
  #wasApplied = false;
  /** An earlier run of the plan has ended before all rows were settled. */
  #canContinue = false;
  /** The number of rows whose lookup failed. */
  #notLookedUp = 0;
  /** The number of rows whose result is unknown after the run. */
  #unknown = 0;

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
    await refuseUnwritableFiles(this.#file, this.#options);
    const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.#stop.abort());
    const { target, label } = this.#destination;
    for (const option of outputOptions) {
      const name = this.#options[option];
      if (name !== undefined && (await isStandardOutput(name))) this.#report.keepOutputFree();
    }
    allowClosedOutput((problem) => {
      this.#lostOutput = problem;
    });
    this.#report.print(`Kapture import → ${label}`);
    this.#report.add({ file: this.#file, host: new URL(target.connection.baseUrl).host });
    const client = new KaptureClient(createTransport(), {
      maxBytes: maxResponseBytes,
      network: () => networkOfEnvironment(process.env),
    });
    let store: PlanDatabase | undefined;
    let code: number = exitCodes.usage;
    try {
      const { database } = this.#options;
      const own = databaseOf(this.#file);
      if (database === undefined && (await isLink(own)))
        throw new UsageError(
          `The database of plans ${own} is a symbolic link. Use --database to store plans elsewhere.`,
        );
      await this.#plans.prepare(this.#stop.signal);
      store = openPlans(database ?? own, database !== undefined, (aside) => this.#wasSetAside(aside));
      code = await this.#withStore(store, {
        store,
        client,
        target,
        signal: this.#stop.signal,
        onProgress: (progress) => showProgress(progressLine(progress)),
      });
    } catch (error) {
      code = this.#codeOf(error);
      if (store) this.#reportCounts(store);
    } finally {
      showProgress('');
      store?.close();
      await client.close();
    }
    return await this.#writeReport(code);
  }

  /** The exit code if the output was lost, although the run may have ended well. */
  async #codeWithOutput(code: number): Promise<number> {
    // A stream reports its error after the write.
    await new Promise(setImmediate);
    if (this.#lostOutput === undefined) return code;
    if (this.#begun !== undefined) return exitCodes.stopped;
    return code < exitCodes.usage ? exitCodes.unexpected : code;
  }

  #wasSetAside(aside: string): void {
    this.#report.add({ setAside: aside });
    process.stderr.write(
      `Warning: The database of plans was damaged. It was renamed to ${plain(aside)}, and its plans cannot be resumed or reverted.\n`,
    );
  }

  async #withStore(store: PlanDatabase, options: MakePlanOptions): Promise<number> {
    const plan = await this.#plans.find(store, options);
    this.#report.add({ plan });
    const head = store.plan(plan)!;
    const isRevert = head.revertOf !== undefined;
    if (isRevert && this.#options.failures !== undefined) throw new UsageError(noFailuresOfRevert);
    const planned = store.counts(plan);
    const { states } = planned;
    this.#notLookedUp = planned.kinds['not-looked-up'];
    this.#canApply = states['not-sent'] > 0;
    const wasBegun = settledRows(planned) > 0;
    this.#wasApplied = wasBegun && openRows(planned) === 0;
    this.#canContinue = wasBegun && !this.#wasApplied;
    const isDryRun = !this.#options.apply;
    await printPlan(this.#report, store, head, planned, { wasApplied: this.#wasApplied, isDryRun });
    if (this.#canContinue) this.#report.print(`Earlier runs: ${runLine(planned)}`);
    const outcome = await this.#outcome(store, plan, options, planned);
    const counts = outcome?.counts ?? store.counts(plan);
    if (outcome) this.#unknown = undecidedRows(counts);
    // An earlier run may have ended without a row that was sent.
    const hasEnded = head.status === 'stopped' || head.status === 'finished';
    const isApplied = outcome !== undefined || wasBegun || hasEnded;
    this.#report.add({
      isApplied,
      end: outcome?.end,
      reason: outcome?.reason && inEnglish(outcome.reason),
      ...reportedCounts(counts),
    });
    const { result, failures } = this.#options;
    const csv = isApplied ? resultCsv : planCsv;
    if (result !== undefined) await writeOutputFile(result, (name) => writeCsv(name, csv(store, plan)));
    if (failures !== undefined) await this.#writeFailures(failures, store, plan);
    const { notReverted } = counts;
    const left = notRevertedSummary(notReverted, outcome !== undefined, head.revertOf);
    if (left.length) {
      this.#report.print(...left);
      this.#report.add({ notReverted });
    }
    return exitCodeOf(counts, { isRevert, isApplied, end: outcome?.end });
  }

  /** With its mapping beside it, so that the corrected file can be imported as it is. */
  async #writeFailures(failures: string, store: PlanDatabase, plan: number): Promise<void> {
    const { mapping } = this.#plans;
    const omitted = new FirstLines();
    const rows = failuresCsv(store, plan, { mapping, onOmitted: (row) => omitted.add(rowLine(row)) });
    await writeOutputFile(failures, (name) => writeCsv(name, rows));
    this.#report.printLines(`Rows that are not in ${plain(failures)}, because CSV cannot represent them:`, omitted);
    const mappingPath = await mappingOfFailuresPath(this.#file, this.#options);
    if (mapping && mappingPath !== undefined) await saveMapping(mappingPath, mappingOfFailures(mapping));
  }

  /** The outcome of the run, now or earlier; undefined if the plan is not applied. */
  async #outcome(
    store: PlanDatabase,
    plan: number,
    options: MakePlanOptions,
    counts: PlanCounts,
  ): Promise<RunOutcome | undefined> {
    if (!this.#wasApplied) return this.#options.apply ? this.#apply(store, plan, options) : undefined;
    this.#report.print('', 'This plan was applied earlier, and nothing is left to write.');
    await printOutcome(this.#report, store, plan, 'Result', counts, this.#options);
    return { end: 'finished', counts };
  }

  async #apply(store: PlanDatabase, plan: number, options: MakePlanOptions): Promise<RunOutcome> {
    const { client, target, signal } = options;
    const { stopAfter } = this.#options;
    if (this.#lostOutput !== undefined) throw new Error('Nothing was written to the tenant.');
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
      onProgress: (progress) => showProgress(progressLine(progress)),
    });
    showProgress('');
    this.#report.print('');
    const title = this.#canContinue ? 'All runs' : 'Run';
    await printOutcome(this.#report, store, plan, title, outcome.counts, this.#options);
    if (outcome.reason) this.#report.print(plain(inEnglish(outcome.reason)));
    this.#end = outcome.end;
    return outcome;
  }

  /** The exit code for an error of a run. An error without one is thrown again. */
  #codeOf(thrown: unknown): number {
    const error = thrown instanceof Error && 'errcode' in thrown ? StoreError.from(thrown) : thrown;
    const code = exitCodeOfError(error, this.#begun !== undefined, this.#stop.signal.aborted);
    if (code === undefined) throw error;
    const { message } = error as Error;
    const sentence = TableError.is(error) ? `${this.#file}: ${message}` : message;
    const end = this.#end ?? (this.#stop.signal.aborted ? 'canceled' : 'stopped');
    this.#report.add({ end, reason: this.#report.fail(plain(sentence)) });
    if (PlanError.is(error) && error.plan !== undefined) this.#report.add({ plan: error.plan });
    return code;
  }

  /** Reports what a run wrote before an error ended it, if the database can still say so. */
  #reportCounts(store: PlanDatabase): void {
    if (this.#begun === undefined) return;
    this.#report.add({ isApplied: true });
    try {
      this.#report.add(reportedCounts(store.counts(this.#begun)));
    } catch {
      // The error of the run is reported.
    }
  }

  async #writeReport(code: number): Promise<number> {
    const { json } = this.#options;
    const { connection } = this.#destination.target;
    const state = {
      begun: this.#begun,
      hasFinished: this.#end === 'finished',
      canApply: this.#canApply,
      wasApplied: this.#wasApplied,
      canContinue: this.#canContinue,
      notLookedUp: this.#notLookedUp,
      unknown: this.#unknown,
    };
    this.#report.print(...nextSteps(code, state, this.#options, connection));
    const exitCode = await this.#codeWithOutput(code);
    if (json !== undefined) {
      try {
        await writeOutputFile(json, (name) => this.#report.save(name, exitCode));
      } catch (error) {
        if (this.#begun === undefined) throw error;
        process.stderr.write(`${(error as Error).message}\n`);
        if (state.hasFinished && code !== exitCodes.stopped)
          this.#report.print(...nextSteps(exitCodes.stopped, state, this.#options, connection));
        return exitCodes.stopped;
      }
    }
    return exitCode;
  }
}
