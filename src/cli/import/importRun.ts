import { showProgress } from '../shared/progress.ts';
import {
  openRows,
  PlanError,
  sentWrites,
  undecidedRows,
  type PlanCounts,
  type PlanHead,
} from '../../kapture/bulk/plans/plan.ts';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { refusedStates } from '../../kapture/bulk/plans/planRow.ts';
import type { CreatePlanOptions } from '../../kapture/bulk/planning/createPlan.ts';
import { failuresCsv, resultCsv, writeCsv } from '../../kapture/bulk/results/planCsv.ts';
import { applyPlan, type RunOutcome } from '../../kapture/bulk/runs/applyPlan.ts';
import { TableError } from '../../kapture/bulk/tables/table.ts';
import { secretsOf } from '../../kapture/exchange/exchange.ts';
import { isStandardOutput } from '../../kapture/exports/atomicFile.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { redactor } from '../../kapture/redaction/redact.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { allowClosedOutput, plain } from '../shared/cliOutput.ts';
import { choosesConfigured } from '../shared/configuredConnection.ts';
import { findDestination, type Destination } from '../shared/destination.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { requireProductionHost } from '../shared/writeConsent.ts';
import { UsageError, wholeNumber } from '../shared/usage.ts';
import { environmentSecrets, lookupFor, readValues } from '../shared/variableValues.ts';
import type { ImportOptions } from './importCommand.ts';
import {
  checkFiles,
  keepsPlan,
  mappingOfFailuresPath,
  openPlans,
  outputOptions,
  saveMapping,
  writeOutputFile,
} from './importFiles.ts';
import { ImportReport, omittedLine, progressLine } from './importOutput.ts';
import { ImportPlans } from './importPlans.ts';

const maxResponseBytes = 50_000_000;

const noFailuresOfRevert =
  'Option --failures cannot be used for a plan that reverts a run, because its rows are not those of a table. Use --result.';

/** Plans an import and, with --apply, applies it. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runImport(file: string, options: ImportOptions): Promise<number> {
  checkOptions(options);
  // The files are checked before the database of plans is created.
  await checkFiles(file, options);
  const values = await readValues(options);
  const found = await findDestination(options);
  // The secrets of payload tests are redacted too, because a server that knows them can repeat them.
  const destination = { ...found, target: { ...found.target, variables: environmentSecrets() } };
  try {
    const { connection } = destination.target;
    if (options.apply) requireProductionHost(connection, options);
    const lookup = (): VariableLookup => lookupFor(values, connection.timeZone, options.allowEnv);
    return await new ImportRun(file, options, destination, lookup).run();
  } finally {
    await destination.close();
  }
}

function checkOptions(options: ImportOptions): void {
  const { url, sandbox, resume, revert, plan, stopAfter, encoding } = options;
  if (url === undefined && !sandbox && !choosesConfigured(options))
    throw new UsageError('One of --url, --connection or --sandbox is required.');
  if (resume && revert) throw new UsageError('Options --resume and --revert cannot be used together.');
  if (plan !== undefined && !resume && !revert) throw new UsageError('Option --plan requires --resume or --revert.');
  if (encoding !== undefined && encoding !== 'windows-1252')
    throw new UsageError('Option --encoding must be windows-1252. UTF-8 and UTF-16 are recognized.');
  if (options.savePlan && !keepsPlan(options))
    throw new UsageError('Option --save-plan needs --url, because the customers of a sandbox end with the run.');
  if (stopAfter !== undefined && wholeNumber('stop-after', stopAfter) < 1)
    throw new UsageError('Option --stop-after must be at least 1.');
  if (!revert) return;
  if (options.failures !== undefined) throw new UsageError(noFailuresOfRevert);
  // The rows of a plan that reverts a run are not read from the table.
  const { matchBy, mapping, saveMapping } = options;
  if (matchBy !== undefined || mapping !== undefined || saveMapping)
    throw new UsageError('Option --revert cannot be used together with the options of the mapping.');
}

class ImportRun {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #destination: Destination;
  readonly #report: ImportReport;
  readonly #plans: ImportPlans;
  readonly #stop = new AbortController();
  /** Why the output could not be written; undefined if it could. */
  #lostOutput: string | undefined;
  #plan: number | undefined;
  /** Whether this run may have written rows. */
  #hasBegun = false;
  #end: RunOutcome['end'] | undefined;
  #counts: PlanCounts | undefined;

  constructor(file: string, options: ImportOptions, destination: Destination, lookup: () => VariableLookup) {
    this.#file = file;
    this.#options = options;
    this.#destination = destination;
    const { target } = destination;
    this.#report = new ImportReport(redactor(secretsOf(target)));
    this.#plans = new ImportPlans(file, options, target.connection, lookup, this.#report);
  }

  async run(): Promise<number> {
    const release = allowClosedOutput((problem) => {
      this.#lostOutput = problem;
    });
    try {
      return await this.#printEnd(await this.#planAndApply());
    } finally {
      release();
    }
  }

  async #planAndApply(): Promise<number> {
    const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
    const stop = (): void => this.#stop.abort();
    const signals = ['SIGINT', 'SIGTERM'] as const;
    for (const signal of signals) process.once(signal, stop);
    const { target, label } = this.#destination;
    for (const option of outputOptions) {
      const name = this.#options[option];
      if (name !== undefined && (await isStandardOutput(name))) this.#report.keepOutputFree();
    }
    this.#report.print(`Kapture import → ${label}`);
    const client = new KaptureClient(createTransport(), {
      maxBytes: maxResponseBytes,
      network: () => networkOfEnvironment(process.env),
    });
    const onProgress: CreatePlanOptions['onProgress'] = (progress) => showProgress(progressLine(progress));
    let store: PlanDatabase | undefined;
    let code: number = exitCodes.usage;
    try {
      await this.#plans.prepare(this.#stop.signal);
      store = await openPlans(target.connection.tenant, this.#options, (aside) => this.#wasSetAside(aside));
      code = await this.#withStore(store, { store, client, target, signal: this.#stop.signal, onProgress });
    } catch (error) {
      code = this.#codeOf(error);
    } finally {
      showProgress('');
      store?.close();
      await client.close();
      for (const signal of signals) process.off(signal, stop);
    }
    return code;
  }

  #wasSetAside(aside: string): void {
    process.stderr.write(
      `Warning: The database of plans was damaged. It was renamed to ${plain(aside)}, and its plans cannot be resumed or reverted.\n`,
    );
  }

  async #withStore(store: PlanDatabase, options: CreatePlanOptions): Promise<number> {
    const plan = (this.#plan = await this.#plans.find(store, options));
    const head = store.plan(plan)!;
    if (head.revertOf !== undefined && this.#options.failures !== undefined) throw new UsageError(noFailuresOfRevert);
    const planned = store.counts(plan);
    const wasBegun = sentWrites(planned) > 0;
    const isOpen = openRows(planned) > 0;
    if (wasBegun && !isOpen) {
      this.#report.print('', `Plan ${plan} was applied earlier, and nothing is left to write.`);
      await this.#report.printOutcome(store, head, planned);
    } else await this.#report.printPlan(store, head, planned, !this.#options.apply);
    if (isOpen && this.#options.apply) await this.#apply(store, head, options);
    const counts = (this.#counts = store.counts(plan));
    const { result, failures } = this.#options;
    if (result !== undefined) await writeOutputFile(result, (name) => writeCsv(name, resultCsv(store, plan)));
    if (failures !== undefined) await this.#writeFailures(failures, store, plan);
    if (this.#end !== undefined && this.#end !== 'finished') return exitCodes.stopped;
    return hasProblems(head, counts) ? exitCodes.refused : exitCodes.done;
  }

  /** Writes the mapping beside the failures, too, so that the corrected file can be imported without changes. */
  async #writeFailures(failures: string, store: PlanDatabase, plan: number): Promise<void> {
    const { mapping } = this.#plans;
    const omitted: string[] = [];
    const rows = failuresCsv(store, plan, { mapping, onOmitted: (row) => omitted.push(omittedLine(row)) });
    await writeOutputFile(failures, (name) => writeCsv(name, rows));
    if (omitted.length)
      this.#report.print(
        `Rows that are not in ${plain(failures)}, because an import would read them differently:`,
        ...omitted.slice(0, 20),
      );
    const mappingPath = await mappingOfFailuresPath(this.#file, this.#options);
    if (mapping && mappingPath !== undefined) await saveMapping(mappingPath, mapping);
  }

  async #apply(store: PlanDatabase, head: PlanHead, options: CreatePlanOptions): Promise<void> {
    const { stopAfter } = this.#options;
    if (this.#lostOutput !== undefined) throw new Error('Nothing was written to the tenant.');
    const outcome = await applyPlan(head.id, {
      ...options,
      // The options --apply and --confirm-production are the confirmation.
      confirm: () => {
        this.#hasBegun = true;
        return Promise.resolve(true);
      },
      ...(stopAfter !== undefined && { maxFailuresInRow: wholeNumber('stop-after', stopAfter) }),
    });
    this.#end = outcome.end;
    await this.#report.printOutcome(store, { ...head, status: 'stopped' }, outcome.counts);
    if (outcome.reason) this.#report.print(plain(inEnglish(outcome.reason)));
  }

  /**
   * The exit code for an error of a run. Rethrows an error that has no exit code, which is a bug or an incorrect use.
   */
  #codeOf(thrown: unknown): number {
    const error = thrown instanceof Error && 'errcode' in thrown ? StoreError.from(thrown) : thrown;
    const isCanceled = this.#stop.signal.aborted;
    const canResume =
      this.#hasBegun ||
      isCanceled ||
      ['canceled', 'unauthorized', 'failing', 'lost'].some((reason) => PlanError.is(error) && error.reason === reason);
    if (!canResume && !PlanError.is(error) && !TableError.is(error) && !StoreError.is(error)) throw error;
    const { message } = error as Error;
    const sentence = TableError.is(error) ? `${this.#file}: ${message}` : message;
    this.#report.fail(plain(sentence));
    if (PlanError.is(error) && error.plan !== undefined) this.#plan = error.plan;
    if (PlanError.is(error, 'unauthorized') && !this.#hasBegun) return exitCodes.unauthorized;
    if (isCanceled && !keepsPlan(this.#options)) return exitCodes.interrupted;
    return canResume ? exitCodes.stopped : exitCodes.usage;
  }

  /** Prints the last lines. Resolves to the exit code. */
  async #printEnd(code: number): Promise<number> {
    this.#report.print(...this.#nextSteps(code));
    // A stream reports an error only after the write.
    await new Promise(setImmediate);
    if (this.#lostOutput === undefined) return code;
    return this.#hasBegun || code === exitCodes.stopped ? exitCodes.stopped : exitCodes.usage;
  }

  /** The last lines of a run: what was not done, and which options do it. */
  #nextSteps(code: number): string[] {
    const { apply, database, sandbox } = this.#options;
    const { role, baseUrl } = this.#destination.target.connection;
    const plan = this.#plan;
    const counts = this.#counts;
    const again = [
      `--resume --plan ${plan}`,
      ...(database === undefined ? [] : [`--database ${plain(database)}`]),
      '--apply',
      ...(role === 'production' ? [`--confirm-production ${new URL(baseUrl).host}`] : []),
    ].join(' ');
    if (code === exitCodes.usage || plan === undefined) return [];
    // The sandbox of a run ends with it, and the next one has other customers.
    const isKept = !sandbox && keepsPlan(this.#options);
    if (code === exitCodes.stopped)
      return [
        '',
        this.#end === 'finished' ? 'The run finished, but a file could not be written.' : 'The run stopped.',
      ].concat(isKept ? [`To resume it, use ${again}, with the same options of the mapping.`] : []);
    const lines: string[] = [];
    if (!apply && counts && openRows(counts))
      lines.push('', isKept ? `Nothing was written. To apply this plan, use ${again}.` : 'Nothing was written.');
    if (!apply && !sandbox && !isKept && counts && openRows(counts))
      lines.push('The plan was not kept. To plan again and write, use --apply. To keep a plan, use --save-plan.');
    if (isKept && apply && counts && undecidedRows(counts) + counts.rows['not-looked-up'])
      lines.push('', `To read the customers of the other rows again, use ${again}.`);
    return lines;
  }
}

/** Whether rows of a plan that was created or applied have a problem. */
function hasProblems({ revertOf }: PlanHead, { rows, omitting, notReverted }: PlanCounts): boolean {
  const failed =
    rows.failed + rows.unknown + rows.sending + rows.conflict + rows['other-customer'] + rows['partly-done'];
  if (failed) return true;
  // The customers that a run added cannot be deleted, so they are not a problem of the plan that reverts it.
  if (revertOf !== undefined) return notReverted.fields + notReverted.unknown + notReverted.otherCustomer > 0;
  return omitting > 0 || refusedStates.some((state) => rows[state] > 0);
}
