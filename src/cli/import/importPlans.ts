import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { checkMapping } from '../../kapture/bulk/mappings/checkMapping.ts';
import { writeForms, type WriteForms, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { mappingPathOf, readMappingFile, writeMappingFile } from '../../kapture/bulk/mappings/mappingFile.ts';
import { readRows } from '../../kapture/bulk/mappings/rowReader.ts';
import { suggestMapping } from '../../kapture/bulk/mappings/suggestMapping.ts';
import { resumePlan, createPlan, type CreatePlanOptions } from '../../kapture/bulk/planning/createPlan.ts';
import { findRevertPlan } from '../../kapture/bulk/planning/revertPlan.ts';
import { planFor } from '../../kapture/bulk/plans/holdPlan.ts';
import { identifiers, problemOfIdentifier, type Identifier } from '../../kapture/bulk/plans/identifiers.ts';
import { tableProgress } from '../../kapture/bulk/planProgress.ts';
import { doneRows, sentWrites, type PlanFile, type PlanHead } from '../../kapture/bulk/plans/plan.ts';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import type { RowInput } from '../../kapture/bulk/plans/planRow.ts';
import { inspectTable, tableRows } from '../../kapture/bulk/tables/readTable.ts';
import { TableError, type Table } from '../../kapture/bulk/tables/table.ts';
import { hashOf } from '../../kapture/bulk/tables/tableText.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { lineAndColumn } from '../../kapture/payloadTests/junit.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { plain } from '../shared/cliOutput.ts';
import { showProgress } from '../shared/progress.ts';
import { systemReason } from '../shared/cliFiles.ts';
import { UsageError } from '../shared/usage.ts';
import type { ImportOptions } from './importCommand.ts';
import { mappingOfFailuresPath, saveMapping } from './importFiles.ts';
import { progressLine, tableLines, type ImportReport } from './importOutput.ts';

interface ReadTable {
  readonly table: Table;
  readonly mapping: Mapping;
}

/** Creates the plan of an import, or finds the one that the options name. */
export class ImportPlans {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #connection: Connection;
  readonly #lookup: () => VariableLookup;
  readonly #report: ImportReport;
  #read: ReadTable | undefined;

  constructor(
    file: string,
    options: ImportOptions,
    connection: Connection,
    lookup: () => VariableLookup,
    report: ImportReport,
  ) {
    this.#file = file;
    this.#options = options;
    this.#connection = connection;
    this.#lookup = lookup;
    this.#report = report;
  }

  /** The mapping that the file was read with; undefined for a plan that reverts another one. */
  get mapping(): Mapping | undefined {
    return this.#read?.mapping;
  }

  /**
   * Reads the table and its mapping for a new plan. Call this before the database of plans is created, because both can
   * be refused. Throws a {@link UsageError} or a TableError.
   */
  async prepare(signal: AbortSignal): Promise<void> {
    if (!this.#options.revert && !this.#options.resume) await this.#readTable(signal);
  }

  /** Creates, resumes or reverts a plan. Resolves to the plan to apply. */
  async find(store: PlanDatabase, given: CreatePlanOptions): Promise<number> {
    if (this.#options.revert) return this.#revert(store);
    if (this.#options.resume && this.#planOfOption(store)?.revertOf !== undefined)
      return (await this.#findReverted(store, ([latest]) => latest)).id;
    const { table, mapping } = this.#read ?? (await this.#readTable(given.signal));
    const options = { ...given, total: table.rows };
    const rows = (): AsyncGenerator<RowInput> =>
      readRows(tableRows(table, options.signal), { table, mapping, forms: writeForms(this.#connection) }, this.#lookup);
    if (this.#options.resume) return this.#resume(store, table, mapping, rows, options);
    return createPlan(
      {
        connection: this.#connection,
        identifier: mapping.matchBy,
        title: path.basename(this.#file),
        file: { path: path.resolve(this.#file), sha256: table.sha256 },
        columns: table.columns.map(({ name }) => name),
        mapping: writeMappingFile(mapping),
      },
      rows(),
      options,
    );
  }

  /** Reads, prints and checks the table and its mapping. */
  async #readTable(signal: AbortSignal | undefined): Promise<ReadTable> {
    const stored = await readMapping(this.#file, this.#options);
    const table = await inspectTable(
      { path: this.#file },
      {
        signal,
        acceptsWindows1252: this.#options.encoding !== undefined,
        onBytes: tableProgress((progress) => showProgress(progressLine(progress))),
      },
    ).catch((error: unknown) => {
      throw TableError.is(error, 'windows-1252') ? encodingProblem(this.#file, error) : error;
    });
    const forms = writeForms(this.#connection);
    const mapping = mappingFor(table, stored, this.#options, forms);
    const source = stored
      ? (this.#options.mapping ?? mappingPathOf(this.#file))
      : 'suggested by the names of the columns';
    // This is printed even if the mapping has a problem, because the lines show how the header was read.
    this.#report.print(...tableLines(this.#file, table, mapping, forms, source));
    this.#check(mapping, table, forms);
    await mappingOfFailuresPath(this.#file, this.#options);
    if (this.#options.saveMapping) await saveMapping(mappingPathOf(this.#file), mapping);
    return (this.#read = { table, mapping });
  }

  /** Prints the warnings of a mapping. Throws a {@link UsageError} if it has other problems. */
  #check(mapping: Mapping, table: Table, forms: WriteForms): void {
    const columns = table.columns.map(({ name }) => name);
    const found = checkMapping(mapping, forms, { columns, lookup: this.#lookup() });
    const errors = found.filter(({ isWarning }) => !isWarning);
    if (errors.length) throw new UsageError(errors.map(({ problem }) => plain(inEnglish(problem))).join('\n'));
    for (const { problem } of found) process.stderr.write(`Warning: ${plain(inEnglish(problem))}\n`);
    const refused = problemOfIdentifier(this.#connection, mapping.matchBy);
    if (refused) throw new UsageError(inEnglish(refused));
  }

  async #resume(
    store: PlanDatabase,
    table: Table,
    mapping: Mapping,
    rows: () => AsyncGenerator<RowInput>,
    options: CreatePlanOptions,
  ): Promise<number> {
    const head = await this.#find(
      store,
      ({ sha256 }) => sha256 === table.sha256,
      ([latest]) => latest,
    );
    // Otherwise, the rows of the plan would have other values than the command says.
    if (head.mapping !== writeMappingFile(mapping))
      throw new UsageError(
        `Plan ${head.id} was created with another mapping. Use that mapping, or create a plan without --resume.`,
      );
    if (head.status === 'planning' || store.counts(head.id).rows['not-looked-up'])
      await resumePlan(head.id, head.isRead ? undefined : rows(), options);
    return head.id;
  }

  async #revert(store: PlanDatabase): Promise<number> {
    const head = await this.#findReverted(store, (plans) => lastApplied(store, plans));
    const { id, outdated } = await findRevertPlan(store, head.id);
    if (outdated !== undefined)
      this.#report.print(
        `Plan ${head.id} has written more rows since plan ${outdated} was created, so this is a new plan.`,
      );
    return id;
  }

  /** Finds a plan to revert, or one that reverts. Neither needs a row of the table, which may have been corrected. */
  async #findReverted(
    store: PlanDatabase,
    pick: (plans: readonly PlanHead[]) => PlanHead | undefined,
  ): Promise<PlanHead> {
    const sha256 = await hashOf({ path: this.#file });
    return this.#find(store, (file) => file.sha256 === sha256 || file.path === path.resolve(this.#file), pick);
  }

  #planOfOption(store: PlanDatabase): PlanHead | undefined {
    const { plan = '' } = this.#options;
    return /^\d{1,16}$/.test(plan) ? store.plan(Number(plan)) : undefined;
  }

  /**
   * The plan that --plan names, which must be for the file and the tenant, or else the plan that `pick` selects from
   * theirs. The list that `pick` receives has the newest plan first.
   */
  async #find(
    store: PlanDatabase,
    isOfTable: (file: PlanFile) => boolean,
    pick: (plans: readonly PlanHead[]) => PlanHead | undefined,
  ): Promise<PlanHead> {
    const { plan, revert } = this.#options;
    const { tenant } = this.#connection;
    const head =
      plan === undefined
        ? pick(store.plans(tenant).filter((each) => each.file && isOfTable(each.file)))
        : this.#planOfOption(store);
    const file = head?.revertOf === undefined ? head?.file : store.plan(head.revertOf)?.file;
    if (head && !(file && isOfTable(file)))
      throw new UsageError(`Plan ${head.id} was created from another file, or the file has changed since.`);
    if (head) return planFor(store, head.id, this.#connection);
    if (plan !== undefined) throw new UsageError(`There is no plan ${plan}.`);
    const ofPath = store.plans(tenant).find((each) => each.file?.path === path.resolve(this.#file));
    if (!revert && ofPath)
      throw new UsageError(
        `${plain(this.#file)} has changed since plan ${ofPath.id} was created (rows written: ${doneRows(store.counts(ofPath.id))}). To resume plan ${ofPath.id}, restore the file. To import the changed file, make a new plan without --resume.`,
      );
    throw new UsageError(
      revert
        ? 'No stored plan for this file has changed customers of this tenant.'
        : 'There is no plan for this file and tenant that can be resumed.',
    );
  }
}

/** The plan that was applied last, which may be an older one that was resumed. */
function lastApplied(store: PlanDatabase, plans: readonly PlanHead[]): PlanHead | undefined {
  const applied = plans.filter(({ id }) => sentWrites(store.counts(id)) > 0);
  const lastSentAt = ({ id }: PlanHead): number => store.lastSentAt(id) ?? 0;
  return applied.toSorted((one, other) => lastSentAt(other) - lastSentAt(one))[0];
}

/** The mapping of --mapping, or the one beside the table; undefined if there is none. */
async function readMapping(file: string, options: ImportOptions): Promise<Mapping | undefined> {
  const name = options.mapping ?? mappingPathOf(file);
  const text = await readFile(name, 'utf8').catch((error: unknown) => {
    if (options.mapping === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new UsageError(`The mapping ${plain(name)} could not be read: ${systemReason(error)}.`);
  });
  if (text === undefined) return undefined;
  const { mapping, problems } = readMappingFile(text);
  if (mapping) return mapping;
  const lines = problems.map(
    ({ offset, problem }) => `${name}:${lineAndColumn(text, offset)}  ${plain(inEnglish(problem))}`,
  );
  throw new UsageError(lines.join('\n'));
}

function encodingProblem(file: string, { samples }: TableError): UsageError {
  const values = samples.map((sample) => `  ${plain(sample)}`);
  return new UsageError(
    [
      `${plain(file)} is not UTF-8. Read as Windows-1252, it has these values:`,
      ...values,
      'If they are correct, add --encoding windows-1252. Otherwise, save the table as UTF-8.',
    ].join('\n'),
  );
}

/** The mapping of a run: a stored one, or a suggestion by the names of the columns. */
function mappingFor(table: Table, stored: Mapping | undefined, options: ImportOptions, forms: WriteForms): Mapping {
  const matchBy = identifierIn(options);
  const base = stored ?? suggestMapping(table.columns, forms, { matchBy });
  return { ...base, ...(matchBy && { matchBy }) };
}

function identifierIn({ matchBy }: ImportOptions): Identifier | undefined {
  if (matchBy === undefined) return undefined;
  const found = identifiers.find((known) => known === matchBy);
  if (!found) throw new UsageError(`Option --match-by must be one of ${identifiers.join(', ')}.`);
  return found;
}
