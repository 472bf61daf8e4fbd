import path from 'node:path';
import { writeForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import type { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { findRevertPlan } from '../../kapture/bulk/planning/findRevertPlan.ts';
import { problemOfIdentifier } from '../../kapture/bulk/plans/identifiers.ts';
import { boundPlan } from '../../kapture/bulk/plans/boundPlan.ts';
import { continuePlan, makePlan } from '../../kapture/bulk/planning/makePlan.ts';
import type { MakePlanOptions } from '../../kapture/bulk/planning/makePlanOptions.ts';
import { constantsByField, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import type { PlanFile, PlanHead } from '../../kapture/bulk/plans/planHead.ts';
import { inspectTable, tableRows } from '../../kapture/bulk/tables/readTable.ts';
import type { RowInput } from '../../kapture/bulk/plans/rowInput.ts';
import { readRows } from '../../kapture/bulk/mappings/readRows.ts';
import type { Table } from '../../kapture/bulk/tables/table.ts';
import { hashOf } from '../../kapture/bulk/tables/tableText.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { plain } from '../shared/plain.ts';
import { UsageError } from '../shared/usageError.ts';
import { checkPlanRows } from './checkPlanRows.ts';
import { mappingFor, readMapping, warningsOf } from './findMapping.ts';
import type { ImportOptions } from './importCommand.ts';
import { mappingLines, tableLines } from './importOutput.ts';
import type { ImportReport } from './importReport.ts';
import { refuseMappingOfFailures, saveMapping } from './saveMapping.ts';

interface ReadTable {
  readonly table: Table;
  readonly mapping: Mapping;
}

/** Makes the plan of an import, or finds the one that the options name. */
export class ImportPlans {
  readonly #file: string;
  readonly #options: ImportOptions;
  readonly #connection: Connection;
  readonly #lookup: () => VariableLookup;
  readonly #report: ImportReport;
  #mapping: Mapping | undefined;
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
    return this.#mapping;
  }

  /**
   * Reads the table and its mapping for a new plan. Call this before the database of plans is created, because both can
   * be refused. Throws a {@link UsageError} or a TableError.
   */
  async prepare(signal: AbortSignal): Promise<void> {
    if (!this.#options.revert && !this.#options.resume) this.#read = await this.#readTable(signal);
  }

  /** Makes, continues or reverts a plan. Resolves to the plan to apply. */
  async find(store: PlanDatabase, options: MakePlanOptions): Promise<number> {
    if (this.#options.revert) return this.#revert(store);
    if (this.#resumesRevert(store)) return (await this.#findReverted(store, ([latest]) => latest)).id;
    const { table, mapping } = this.#read ?? (await this.#readTable(options.signal));
    if (this.#options.resume) return this.#continue(store, table, mapping, options);
    return makePlan(
      {
        connection: this.#connection,
        identifier: mapping.identifyBy,
        title: path.basename(this.#file),
        file: { path: path.resolve(this.#file), sha256: table.sha256 },
        columns: table.columns.map(({ name }) => name),
        constants: constantsByField(mapping),
      },
      this.#rows(table, mapping, options.signal),
      options,
    );
  }

  /** Reads, prints and checks the table and its mapping. */
  async #readTable(signal: AbortSignal | undefined): Promise<ReadTable> {
    const stored = await readMapping(this.#file, this.#options);
    const { encoding, delimiter } = stored?.mapping ?? {};
    const table = await inspectTable({ path: this.#file }, { encoding, delimiter, signal });
    const forms = writeForms(this.#connection);
    const mapping = (this.#mapping = mappingFor(table, stored, this.#options, forms));
    this.#report.print(...tableLines(this.#file, table));
    const source = stored?.path ?? 'suggested by the names of the columns';
    // Also if it has a problem, because the lines show how the header was read.
    this.#report.print(...mappingLines(mapping, table, forms, source));
    for (const warning of warningsOf(mapping, table, forms, this.#lookup()))
      process.stderr.write(`Warning: ${plain(warning)}\n`);
    const refused = problemOfIdentifier(this.#connection, mapping.identifyBy);
    if (refused) throw new UsageError(inEnglish(refused));
    await refuseMappingOfFailures(this.#file, this.#options);
    if (this.#options.saveMapping) await saveMapping(mappingPathOf(this.#file), mapping);
    this.#report.add({
      sha256: table.sha256,
      rows: table.rows,
      encoding: table.encoding,
      delimiter: table.delimiter,
    });
    return { table, mapping };
  }

  #rows(table: Table, mapping: Mapping, signal: AbortSignal | undefined): AsyncGenerator<RowInput> {
    return readRows(tableRows(table, signal), { table, mapping, forms: writeForms(this.#connection) }, this.#lookup);
  }

  async #continue(store: PlanDatabase, table: Table, mapping: Mapping, options: MakePlanOptions): Promise<number> {
    const head = await this.#find(
      store,
      ({ sha256 }) => sha256 === table.sha256,
      ([latest]) => latest,
    );
    await checkPlanRows(store, head, this.#rows(table, mapping, options.signal), mapping);
    const isOpen = !head.isRead || !head.isLookedUp || store.counts(head.id).kinds['not-looked-up'] > 0;
    if (isOpen)
      await continuePlan(head.id, head.isRead ? undefined : this.#rows(table, mapping, options.signal), options);
    return head.id;
  }

  async #revert(store: PlanDatabase): Promise<number> {
    const head = await this.#findReverted(store, (plans) => lastApplied(store, plans));
    const { id, outdated } = await findRevertPlan(store, head.id);
    if (outdated !== undefined)
      this.#report.print(
        `Plan ${head.id} has written more rows since plan ${outdated} was made, so this is a new plan.`,
      );
    return id;
  }

  /** Whether --plan names a plan that reverts another one. */
  #resumesRevert(store: PlanDatabase): boolean {
    return this.#options.resume === true && this.#planOfOption(store)?.revertOf !== undefined;
  }

  /** Finds a plan to revert, or one that reverts. Neither needs a row of the table, which may have been corrected. */
  async #findReverted(
    store: PlanDatabase,
    pick: (plans: readonly PlanHead[]) => PlanHead | undefined,
  ): Promise<PlanHead> {
    const { sha256 } = await hashOf({ path: this.#file });
    return this.#find(store, (file) => file.sha256 === sha256 || file.path === path.resolve(this.#file), pick);
  }

  #planOfOption(store: PlanDatabase): PlanHead | undefined {
    const { plan = '' } = this.#options;
    return /^\d{1,16}$/.test(plan) ? store.plan(Number(plan)) : undefined;
  }

  /**
   * The plan of --plan, which must be for the file and the tenant, else the one that `pick` selects. It receives
   * theirs, newest first.
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
      throw new UsageError(`Plan ${head.id} was made from another file, or the file has changed since.`);
    if (head) return boundPlan(store, head.id, this.#connection);
    if (plan !== undefined) throw new UsageError(`There is no plan ${plan}.`);
    const ofPath = store.plans(tenant).find((each) => each.file?.path === path.resolve(this.#file));
    if (!revert && ofPath)
      throw new UsageError(
        `${plain(this.#file)} has changed since plan ${ofPath.id} was made (rows written: ${store.counts(ofPath.id).states.done}). To continue plan ${ofPath.id}, restore the file. To import the changed file, make a new plan without --resume.`,
      );
    throw new UsageError(
      revert
        ? 'No stored plan for this file has changed customers of this tenant.'
        : 'There is no plan for this file and tenant that can be continued.',
    );
  }
}

/** The plan that was applied last, which may be an older one that was resumed. */
function lastApplied(store: PlanDatabase, plans: readonly PlanHead[]): PlanHead | undefined {
  const applied = plans.filter(({ id }) => {
    const { states } = store.counts(id);
    return states.done + states.unknown + states.sending > 0;
  });
  const lastSentAt = ({ id }: PlanHead): number => store.lastSentAt(id) ?? 0;
  return applied.toSorted((one, other) => lastSentAt(other) - lastSentAt(one))[0];
}
