import { access, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { applyPlan, type RunOutcome } from '../../kapture/bulk/applyPlan.ts';
import { BulkError } from '../../kapture/bulk/bulkError.ts';
import { writeForms } from '../../kapture/bulk/bulkFields.ts';
import type { BulkStore } from '../../kapture/bulk/bulkStore.ts';
import { problemOfIdentifier } from '../../kapture/bulk/identifiers.ts';
import { continuePlan, makePlan, type MakePlanOptions, type PlanProgress } from '../../kapture/bulk/makePlan.ts';
import type { Mapping } from '../../kapture/bulk/mapping.ts';
import { mappingPathOf, writeMappingFile } from '../../kapture/bulk/mappingFile.ts';
import { allRows } from '../../kapture/bulk/pages.ts';
import type { RowKind } from '../../kapture/bulk/planRow.ts';
import type { PlanHead } from '../../kapture/bulk/planShapes.ts';
import { inspectTable, tableRows } from '../../kapture/bulk/readTable.ts';
import { failuresCsv, mappingOfFailures, planCsv, resultCsv, writeCsv } from '../../kapture/bulk/resultFiles.ts';
import { revertPlan } from '../../kapture/bulk/revertPlan.ts';
import type { RowInput } from '../../kapture/bulk/rowInput.ts';
import { rowReader } from '../../kapture/bulk/rowReader.ts';
import type { Table } from '../../kapture/bulk/table.ts';
import { TableError } from '../../kapture/bulk/tableError.ts';
import { hashOf } from '../../kapture/bulk/tableText.ts';
import { secretsOf } from '../../kapture/exchange/targetHeaders.ts';
import { networkOfEnvironment } from '../../kapture/http/network.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { findDestination, type Destination } from '../shared/destination.ts';
import { isLink } from '../shared/isLink.ts';
import { plain } from '../shared/plain.ts';
import { UsageError } from '../shared/usageError.ts';
import { environmentSecrets, lookupFor, readValues } from '../shared/variableValues.ts';
import { wholeNumber } from '../shared/wholeNumber.ts';
import { mappingFor, readMapping, warningsOf } from './findMapping.ts';
import { checkPlanRows } from './checkPlanRows.ts';
import type { ImportOptions } from './importCommand.ts';
import { openPlans } from './openPlans.ts';
import {
  mappingLines,
  notRevertedLine,
  notRevertedLines,
  planLine,
  repairLines,
  rowLine,
  runLine,
  showProgress,
  tableLines,
} from './importOutput.ts';

const maxResponseBytes = 50_000_000;
/** Number of rows that are printed of each list. */
const maxLines = 20;
/** Kinds of rows that a run does not write although the file asks for it. */
const problemKinds: readonly RowKind[] = ['not-looked-up', 'masked', 'invalid', 'duplicate', 'ambiguous', 'taken'];

/** The exit codes, see the help. */
const exitCodes = { done: 0, someFailed: 1, usage: 2, stopped: 3 } as const;

/** Plans an import and, with --apply, applies it. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runImport(file: string, options: ImportOptions): Promise<number> {
  if (options.url === undefined && !options.sandbox) throw new UsageError('Either --url or --sandbox is required.');
  if (options.apply && options.dryRun) throw new UsageError('Options --apply and --dry-run cannot be used together.');
  if (options.resume && options.revert) throw new UsageError('Options --resume and --revert cannot be used together.');
  if (options.plan !== undefined && !options.resume && !options.revert)
    throw new UsageError('Option --plan requires --resume or --revert.');
  if (options.stopAfter !== undefined && wholeNumber('stop-after', options.stopAfter) < 1)
    throw new UsageError('Option --stop-after must be at least 1.');
  // Before the database of its plans is created.
  await access(file).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`The file ${plain(file)} could not be read: ${error.code ?? error.message}.`);
  });
  const values = await readValues(options);
  const found = await findDestination(options);
  // A server that knows the secrets of payload tests can repeat them.
  const destination = { ...found, target: { ...found.target, variables: environmentSecrets() } };
  try {
    const { connection } = destination.target;
    const { host } = new URL(connection.baseUrl);
    if (options.apply && connection.role === 'production' && options.confirmProduction !== host)
      throw new UsageError(`${host} is production. To write to it, add --confirm-production ${host}.`);
    const lookup = (): VariableLookup => lookupFor(values, connection.timeZone, options.allowEnv);
    return await new ImportRun(file, options, destination, lookup).run();
  } finally {
    await destination.close();
  }
}

/** One run of the command. */
class ImportRun {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #destination: Destination;
  readonly #lookup: () => VariableLookup;
  readonly #redact: Redact;
  readonly #stop = new AbortController();
  /** What the report says. */
  readonly #report: Record<string, unknown> = {};
  /** The plan whose rows may have been written by this run. */
  #begun: number | undefined;
  /** The plan has rows that --apply would send. */
  #canApply = false;
  #mapping: Mapping | undefined;

  constructor(file: string, options: ImportOptions, destination: Destination, lookup: () => VariableLookup) {
    this.#file = file;
    this.#options = options;
    this.#destination = destination;
    this.#lookup = lookup;
    this.#redact = redactor(secretsOf(destination.target));
  }

  async run(): Promise<number> {
    const { KaptureClient, createTransport } = await import('../../kapture/index.ts');
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => this.#stop.abort());
    const { target, label } = this.#destination;
    this.#print(`Kapture import → ${label}`);
    Object.assign(this.#report, { file: this.#file, host: new URL(target.connection.baseUrl).host });
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
    this.#report['setAside'] = aside;
    process.stderr.write(
      `Warning: The database of plans was damaged. It was renamed to ${plain(aside)}, and its plans cannot be resumed or reverted.\n`,
    );
  }

  async #withStore(store: BulkStore, options: MakePlanOptions): Promise<number> {
    const plan = await this.#plan(store, options);
    this.#report['plan'] = plan;
    const head = store.plan(plan)!;
    this.#print('', planLine(plan, store.counts(plan), head.revertOf));
    await this.#printRows(store, plan, 'Repaired cells:', repairLines);
    const isRevert = head.revertOf !== undefined;
    if (isRevert) await this.#printRows(store, plan, 'Fields that cannot be reverted:', notRevertedLines);
    await this.#printRows(store, plan, 'Rows that will not be written:', (row) =>
      problemKinds.includes(row.kind) && !(isRevert && row.problems.length) ? [rowLine(row)] : [],
    );
    this.#canApply = store.counts(plan).states['not-sent'] > 0;
    if (isRevert && !store.counts(plan).kinds.update) this.#print('There is nothing to revert.');
    const outcome = this.#options.apply ? await this.#apply(store, plan, options) : undefined;
    const counts = outcome?.counts ?? store.counts(plan);
    Object.assign(this.#report, {
      isApplied: outcome !== undefined,
      end: outcome?.end,
      reason: outcome?.reason && inEnglish(outcome.reason),
      kinds: counts.kinds,
      states: counts.states,
    });
    const { result, failures } = this.#options;
    const csv = outcome ? resultCsv : planCsv;
    if (result !== undefined) await writeFileOf(result, (name) => writeCsv(name, csv(store, plan)));
    if (failures !== undefined) await this.#writeFailures(failures, store, plan);
    const { notReverted } = counts;
    if (notReverted.fields) {
      this.#print(notRevertedLine(notReverted, outcome !== undefined));
      this.#report['notReverted'] = notReverted;
    }
    if (outcome && outcome.end !== 'finished') return exitCodes.stopped;
    // The customers that a run added cannot be deleted, so they are not a problem of the plan that reverts it.
    const hasProblems = isRevert ? notReverted.fields > 0 : problemKinds.some((kind) => counts.kinds[kind] > 0);
    const { failed, unknown, sending, conflict } = counts.states;
    if (!outcome) return hasProblems ? exitCodes.someFailed : exitCodes.done;
    return hasProblems || failed + unknown + sending + conflict > 0 ? exitCodes.someFailed : exitCodes.done;
  }

  /** With its mapping beside it, so that the corrected file can be imported as it is. */
  async #writeFailures(failures: string, store: BulkStore, plan: number): Promise<void> {
    const mapping = this.#mapping;
    await writeFileOf(failures, (name) => writeCsv(name, failuresCsv(store, plan, mapping)));
    // The mapping of the table itself stays.
    if (mapping && path.resolve(mappingPathOf(failures)) !== path.resolve(mappingPathOf(this.#file)))
      await writeFileOf(mappingPathOf(failures), (name) =>
        writeFile(name, writeMappingFile(mappingOfFailures(mapping))),
      );
  }

  /** Makes, continues or reverts a plan. Resolves to the plan to apply. */
  async #plan(store: BulkStore, options: MakePlanOptions): Promise<number> {
    if (this.#options.revert) return this.#revert(store);
    const stored = await readMapping(this.#file, this.#options);
    const { encoding, delimiter } = stored?.mapping ?? {};
    const table = await inspectTable({ path: this.#file }, { encoding, delimiter, signal: this.#stop.signal });
    const forms = writeForms(options.target.connection);
    const mapping = (this.#mapping = mappingFor(table, stored, this.#options, forms));
    this.#print(...tableLines(this.#file, table));
    for (const warning of warningsOf(mapping, table, forms, this.#lookup()))
      process.stderr.write(`Warning: ${plain(warning)}\n`);
    this.#print(...mappingLines(mapping, table, stored?.path ?? 'suggested by the names of the columns'));
    const refused = problemOfIdentifier(options.target.connection, mapping.identifyBy);
    if (refused) throw new UsageError(inEnglish(refused));
    if (this.#options.saveMapping) await this.#saveMapping(mapping);
    Object.assign(this.#report, {
      sha256: table.sha256,
      rows: table.rows,
      encoding: table.encoding,
      delimiter: table.delimiter,
    });
    if (this.#options.resume) return this.#continue(store, table, mapping, options);
    return makePlan(
      {
        connection: options.target.connection,
        identifier: mapping.identifyBy,
        title: path.basename(this.#file),
        file: { path: path.resolve(this.#file), sha256: table.sha256 },
        columns: table.columns.map(({ name }) => name),
      },
      this.#rows(table, mapping),
      options,
    );
  }

  async #saveMapping(mapping: Mapping): Promise<void> {
    const path = mappingPathOf(this.#file);
    if (await isLink(path)) throw new UsageError(`The mapping ${path} was not saved because it is a symbolic link.`);
    await writeFile(path, writeMappingFile(mapping));
  }

  async *#rows(table: Table, mapping: Mapping): AsyncGenerator<RowInput> {
    const forms = writeForms(this.#destination.target.connection);
    const read = rowReader({ table, mapping, forms, lookup: this.#lookup });
    for await (const row of tableRows(table, this.#stop.signal)) yield read(row);
  }

  async #continue(store: BulkStore, table: Table, mapping: Mapping, options: MakePlanOptions): Promise<number> {
    const head = this.#latest(store, table.sha256, () => true);
    // The rows of a plan that reverts another one are not those of the file.
    if (head.revertOf === undefined) await checkPlanRows(store, head, this.#rows(table, mapping), mapping);
    const isOpen = !head.isRead || !head.isLookedUp || store.counts(head.id).kinds['not-looked-up'] > 0;
    if (isOpen) await continuePlan(head.id, head.isRead ? undefined : this.#rows(table, mapping), options);
    return head.id;
  }

  async #revert(store: BulkStore): Promise<number> {
    const { sha256 } = await hashOf({ path: this.#file });
    const head = this.#latest(store, sha256, ({ id }) => store.counts(id).states.done > 0);
    const begun = store
      .plans()
      .find(({ revertOf, status }) => revertOf === head.id && status !== 'finished' && status !== 'planning');
    // A plan has a row for each row that was written before it was made.
    if (begun?.rows === store.count({ plan: head.id, states: ['done'] })) return begun.id;
    if (begun)
      this.#print(`Plan ${head.id} has written more rows since plan ${begun.id} was made, so this is a new plan.`);
    return revertPlan(store, head.id);
  }

  /** The plan of --plan, which must be for the file, else the latest one for it that fits. */
  #latest(store: BulkStore, sha256: string, fits: (head: PlanHead) => boolean): PlanHead {
    const { plan } = this.#options;
    const { tenant } = this.#destination.target.connection;
    const head =
      plan === undefined
        ? store.plans(tenant).find((each) => each.file?.sha256 === sha256 && fits(each))
        : store.plan(/^\d{1,16}$/.test(plan) ? Number(plan) : 0);
    const file = head?.revertOf === undefined ? head?.file : store.plan(head.revertOf)?.file;
    if (head && file?.sha256 !== sha256)
      throw new UsageError(`Plan ${head.id} was made from another file, or the file has changed since.`);
    if (head) return head;
    throw new UsageError(
      plan === undefined ? 'There is no such plan for this file and tenant.' : `There is no plan ${plan}.`,
    );
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
        showProgress(`${phase}: ${done} of ${total}${failed ? `, ${failed} failed` : ''}`),
    });
    showProgress('');
    this.#print('', `Run: ${runLine(outcome.counts)}`);
    const isNotDone = ['failed', 'unknown', 'sending', 'conflict'];
    await this.#printRows(store, plan, 'Rows that were not written:', (row) =>
      isNotDone.includes(row.state) ? [rowLine(row)] : [],
    );
    if (outcome.reason) this.#print(plain(inEnglish(outcome.reason)));
    return outcome;
  }

  /** Prints the first lines of the rows of a plan. */
  async #printRows(
    store: BulkStore,
    plan: number,
    title: string,
    linesOf: (row: Parameters<typeof rowLine>[0]) => readonly string[],
  ): Promise<void> {
    const shown: string[] = [];
    let others = 0;
    for await (const row of allRows(store, { plan })) {
      for (const line of linesOf(row)) {
        if (shown.length < maxLines) shown.push(line);
        else others++;
      }
    }
    if (!shown.length) return;
    this.#print(title, ...shown, ...(others ? [`  … and ${others} more`] : []));
  }

  #print(...lines: readonly string[]): void {
    showProgress('');
    for (const line of lines) process.stdout.write(`${this.#redact(line)}\n`);
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
    const message = this.#redact(plain((error as Error).message));
    showProgress('');
    process.stderr.write(`${message}\n`);
    this.#report['reason'] = message;
    if (BulkError.is(error) && error.plan !== undefined) this.#report['plan'] = error.plan;
    return isStopped ? exitCodes.stopped : exitCodes.usage;
  }

  /** Reports what a run wrote before an error ended it, if the database can still say so. */
  #reportCounts(store: BulkStore): void {
    if (this.#begun === undefined) return;
    this.#report['isApplied'] = true;
    try {
      const { kinds, states } = store.counts(this.#begun);
      Object.assign(this.#report, { kinds, states });
    } catch {
      // The error of the run is reported.
    }
  }

  async #writeReport(code: number): Promise<number> {
    const { apply, json, revert, sandbox } = this.#options;
    // The sandbox of a run ends with it, and the next one has other customers.
    const canContinue = !sandbox;
    const again = revert ? '--revert' : '--resume';
    if (!apply && code !== exitCodes.usage && code !== exitCodes.stopped)
      this.#print(
        '',
        `Nothing was written.${canContinue && this.#canApply ? ` To apply this plan, add ${again} --apply.` : ''}`,
      );
    if (code === exitCodes.stopped)
      this.#print('', `The run stopped.${canContinue ? ` To continue it, add ${again}.` : ''}`);
    if (json !== undefined) {
      const report = this.#redact(JSON.stringify({ ...this.#report, exitCode: code }, undefined, 2));
      try {
        await writeFileOf(json, (name) => writeFile(name, `${report}\n`));
      } catch (error) {
        if (this.#begun === undefined) throw error;
        process.stderr.write(`${(error as Error).message}\n`);
        return exitCodes.stopped;
      }
    }
    return code;
  }
}

const resumable: readonly string[] = ['cancelled', 'unauthorized', 'failing', 'lost'];

/** The file with the plans of a table. */
function databaseOf(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.kapture-plans.sqlite`);
}

/** Writes a file of the options. Throws a {@link UsageError} if that fails. */
async function writeFileOf(name: string, write: (name: string) => Promise<void>): Promise<void> {
  try {
    await mkdir(path.dirname(path.resolve(name)), { recursive: true });
    await write(name);
  } catch (error) {
    throw new UsageError(
      `The file ${name} could not be written: ${(error as NodeJS.ErrnoException).code ?? String(error)}.`,
    );
  }
}

function showPlanProgress({ phase, done, total }: PlanProgress): void {
  showProgress(phase === 'reading' ? `Reading: ${done}` : `Looking up: ${done} of ${total ?? '?'}`);
}
