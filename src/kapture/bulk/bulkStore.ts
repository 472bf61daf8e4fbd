import type { DatabaseSync } from 'node:sqlite';
import type { Dialect } from '../catalogue/dialect.ts';
import { inEnglish, problem, type Problem } from '../problem/problem.ts';
import { openDatabase, removeSetAside } from '../store/database.ts';
import { Statements, type Row } from '../store/statements.ts';
import { StoreError } from '../store/storeError.ts';
import { plainValue } from '../update/fieldValue.ts';
import { BulkError } from './bulkError.ts';
import { bulkMigrations } from './bulkMigrations.ts';
import { plainKey } from './identifiers.ts';
import { isAlive } from './planOwner.ts';
import { rowKinds, rowStates, type PlanRow, type RowKind, type RowState } from './planRow.ts';
import { changesText, planRowColumns, planRowOf, rowCondition, rowOrder, valuesOf, valuesText } from './planRowSql.ts';
import type {
  BulkCalls,
  JournalEntry,
  JournalOutcome,
  PlanCounts,
  PlanHead,
  PlanLimits,
  PlanOwner,
  PlanStart,
  PlanStatus,
  RowDecision,
  RowPage,
  RowQuery,
  RowToAdd,
  StoredPlansSize,
  WriteEnd,
  WriteStart,
} from './planShapes.ts';
import type { Identifier } from './rowInput.ts';

/** How many plans are kept, and for how long after they were last used, in milliseconds. */
const keptPlans = 50,
  keptMs = 90 * 24 * 3600 * 1000;

/**
 * Plans, their rows and the journal of their writes, in a separate database. What a call recorded is on disk when it
 * returns. Several processes can use the file at the same time. Throws the errors of SQLite, see `StoreError.from`.
 */
export class BulkStore implements BulkCalls {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;

  /** `database` has the tables of `bulkMigrations`. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    // WAL with NORMAL would lose the latest records of the journal if the machine loses power.
    database.exec('PRAGMA synchronous = FULL');
    this.#sql = new Statements(database);
  }

  /** Opens or creates the file, readable only by its owner. Throws a {@link StoreError}. */
  static open(path: string): BulkStore {
    try {
      const { database, setAside } = openDatabase(path, bulkMigrations);
      const store = new BulkStore(database);
      store.tidy(path, setAside);
      return store;
    } catch (error) {
      throw StoreError.from(error);
    }
  }

  /** Deletes old plans, and old files that were set aside unless one was set aside just now. */
  tidy(path: string, setAside: string | undefined): void {
    const before = Date.now() - keptMs;
    try {
      this.prune({ plans: keptPlans, before });
      if (setAside === undefined) removeSetAside(path, before);
    } catch {
      // Such as a busy database. The next start tries again.
    }
  }

  close(): void {
    this.#database.close();
  }

  plans(tenant?: string): PlanHead[] {
    const rows =
      tenant === undefined
        ? this.#sql.all('SELECT * FROM plan ORDER BY id DESC')
        : this.#sql.all('SELECT * FROM plan WHERE tenant = ? ORDER BY id DESC', tenant);
    return rows.map((row) => this.#headOf(row));
  }

  plan(id: number): PlanHead | undefined {
    const row = this.#sql.get('SELECT * FROM plan WHERE id = ?', id);
    return row && this.#headOf(row);
  }

  rows({ sort, descending, offset = 0, limit, ...query }: RowPage): PlanRow[] {
    const { where, values } = rowCondition(query);
    return this.#sql
      .all(
        // The rows are found by an index, and only those of the page are read.
        `SELECT ${planRowColumns} FROM plan_row WHERE id IN (SELECT id FROM plan_row WHERE ${where} ORDER BY ${rowOrder(sort, descending)} LIMIT ? OFFSET ?) ORDER BY ${rowOrder(sort, descending)}`,
        ...values,
        limit,
        offset,
      )
      .map(planRowOf);
  }

  count(query: RowQuery): number {
    const { where, values } = rowCondition(query);
    return Number(this.#sql.get(`SELECT count(*) AS n FROM plan_row WHERE ${where}`, ...values)!['n']);
  }

  row(plan: number, row: number): PlanRow | undefined {
    const found = this.#sql.get(`SELECT ${planRowColumns} FROM plan_row WHERE plan = ? AND row = ?`, plan, row);
    return found && planRowOf(found);
  }

  counts(plan: number): PlanCounts {
    const kinds = Object.fromEntries(rowKinds.map((kind) => [kind, 0])) as Record<RowKind, number>;
    const states = Object.fromEntries(rowStates.map((state) => [state, 0])) as Record<RowState, number>;
    const included = { add: 0, update: 0 };
    let updated = 0;
    for (const row of this.#sql.all(
      'SELECT kind, included, state, count(*) AS n FROM plan_row WHERE plan = ? GROUP BY kind, included, state',
      plan,
    )) {
      const kind = row['kind'] as RowKind;
      const count = row['n'] as number;
      kinds[kind] += count;
      if (kind === 'update' && row['state'] === 'done') updated += count;
      if (row['included'] !== 1 || (kind !== 'add' && kind !== 'update')) continue;
      included[kind] += count;
      states[row['state'] as RowState] += count;
    }
    return { kinds, included, states, updated, notReverted: this.#notReverted(plan) };
  }

  #notReverted(plan: number): PlanCounts['notReverted'] {
    const rows = this.#sql.all(
      "SELECT problems FROM plan_row JOIN plan ON plan.id = plan_row.plan WHERE plan.id = ? AND plan.revert_of IS NOT NULL AND problems <> '[]'",
      plan,
    );
    const fields = rows.map(({ problems }) => (JSON.parse(problems as string) as unknown[]).length);
    return { fields: fields.reduce((sum, count) => sum + count, 0), customers: fields.length };
  }

  include(query: RowQuery, isIncluded: boolean): number {
    return this.#sql.transaction(() => {
      this.#refuseIfUsed(query.plan);
      const { where, values } = rowCondition(query);
      return this.#sql.run(
        `UPDATE plan_row SET included = ? WHERE ${where} AND kind IN ('add', 'update') AND state = 'not-sent' AND included <> ?`,
        Number(isIncluded),
        ...values,
        Number(isIncluded),
      );
    });
  }

  remove(plan: number): void {
    this.#sql.transaction(() => {
      this.#refuseIfUsed(plan);
      this.#delete(plan);
    });
    this.#shrink();
  }

  removeTenant(tenant?: string): void {
    this.#removeUnused(this.plans(tenant).map(({ id }) => id));
  }

  stored(tenant?: string): StoredPlansSize {
    const row = this.#sql.get(
      `SELECT count(*) AS plans, ifnull(sum((SELECT count(*) FROM plan_row WHERE plan = plan.id AND kind IN ('add', 'update')
         AND included = 1 AND state IN ('sending', 'unknown'))), 0) AS unknown FROM plan WHERE tenant = ifnull(?, tenant)`,
      tenant ?? null,
    )!;
    return { plans: row['plans'] as number, unknown: row['unknown'] as number };
  }

  prune({ plans, before }: PlanLimits): void {
    const kept = this.#sql.all('SELECT id, touched_at FROM plan ORDER BY touched_at DESC, id DESC');
    const excess = kept.filter((row, index) => index >= plans || (row['touched_at'] as number) < before);
    if (excess.length) this.#removeUnused(excess.map((row) => row['id'] as number));
  }

  create(start: PlanStart, owner: PlanOwner): number {
    const now = Date.now();
    const id = this.#sql.transaction(() => {
      const newest = Number(this.#sql.get('SELECT max(id) AS id FROM plan')?.['id'] ?? 0);
      const next = Math.max(newest + 1, now * 1000);
      this.#sql.run(
        `INSERT INTO plan (id, title, tenant, connection, identifier, dialect, binding, file_path, file_sha256, columns,
           revert_of, created_at, touched_at, is_read, is_looked_up, status)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 'planning')`,
        next,
        start.title,
        start.tenant,
        start.connection,
        start.identifier,
        start.dialect,
        start.binding,
        start.file?.path ?? null,
        start.file?.sha256 ?? null,
        start.columns ? JSON.stringify(start.columns) : null,
        start.revertOf ?? null,
        now,
        now,
      );
      this.#own(next, owner);
      return next;
    });
    this.prune({ plans: keptPlans, before: now - keptMs });
    return id;
  }

  acquire(plan: number, owner: PlanOwner): void {
    this.#sql.transaction(() => {
      this.#refuseIfUsed(plan);
      this.#own(plan, owner);
    });
  }

  beat(plan: number, token: string): void {
    const now = Date.now();
    if (!this.#sql.run('UPDATE plan SET beat_at = ?, touched_at = ? WHERE id = ? AND owner = ?', now, now, plan, token))
      throw lost(plan);
  }

  release(plan: number, token: string): void {
    this.#sql.run(
      'UPDATE plan SET owner = NULL, owner_pid = NULL, owner_host = NULL, beat_at = NULL WHERE id = ? AND owner = ?',
      plan,
      token,
    );
  }

  addRows(plan: number, token: string, rows: readonly RowToAdd[]): void {
    this.#owned(plan, token, () => {
      const { identifier } = this.#sql.get('SELECT identifier FROM plan WHERE id = ?', plan)!;
      for (const { input, decision } of rows) {
        const kind = decision?.kind ?? (input.problems.length ? 'invalid' : 'not-looked-up');
        this.#sql.run(
          `INSERT INTO plan_row (plan, row, line, kind, state, included, key, plain_key, customer_id, customer_name,
             phone, email, code, reason, server_message, fields, changes, repairs, problems, search, cells)
           VALUES (?, ?, ?, ?, 'not-sent', 1, ?, ?, ?, ?, ?, ?, ?, ?, NULL, ?, ?, ?, ?, ?, ?)`,
          plan,
          input.row,
          input.line ?? null,
          kind,
          input.key,
          plainKey(identifier as Identifier, input.key),
          decision?.customerId ?? null,
          decision?.customerName ?? null,
          decision?.phone ?? '',
          decision?.email ?? '',
          decision?.code ?? '',
          decision?.reason ? JSON.stringify(decision.reason) : null,
          valuesText(input.fields),
          changesText(decision?.changes),
          JSON.stringify(input.repairs),
          JSON.stringify(input.problems),
          searchText(input, decision),
          input.cells ? JSON.stringify(input.cells) : null,
        );
      }
    });
  }

  endRows(plan: number, token: string): void {
    this.#owned(plan, token, () => {
      this.#markDuplicates(plan, 'plain_key', `kind = 'not-looked-up'`, sameKey.sentence);
      this.#sql.run('UPDATE plan SET is_read = 1 WHERE id = ?', plan);
    });
  }

  rowsAfter(query: RowQuery, after: number, limit: number): PlanRow[] {
    const { where, values } = rowCondition(query);
    return this.#sql
      .all(
        `SELECT ${planRowColumns} FROM plan_row WHERE ${where} AND row > ? ORDER BY row LIMIT ?`,
        ...values,
        after,
        limit,
      )
      .map(planRowOf);
  }

  decide(plan: number, token: string, decisions: readonly RowDecision[]): void {
    this.#owned(plan, token, () => {
      for (const decision of decisions) {
        const { row, kind, customerId, customerName, changes, reason, serverMessage } = decision;
        this.#sql.run(
          `UPDATE plan_row SET kind = ?, customer_id = ?, customer_name = ?, changes = ?, reason = ?, server_message = ?,
             phone = ?, email = ?, code = ?, search = search || ? WHERE plan = ? AND row = ? AND kind = 'not-looked-up'`,
          kind,
          customerId ?? null,
          customerName ?? null,
          changesText(changes),
          reason ? JSON.stringify(reason) : null,
          serverMessage ?? null,
          decision.phone ?? '',
          decision.email ?? '',
          decision.code ?? '',
          foundText(decision),
          plan,
          row,
        );
      }
    });
  }

  endLookUp(plan: number, token: string): void {
    this.#owned(plan, token, () => {
      const written = "kind IN ('add', 'update')";
      this.#markDuplicates(plan, 'customer_id', "kind IN ('update', 'unchanged', 'masked')", sameCustomer.sentence);
      this.#markDuplicates(plan, 'phone', written, samePhone.sentence);
      this.#markDuplicates(plan, 'email', written, sameEmail.sentence);
      this.#markDuplicates(plan, 'code', written, sameCode.sentence);
      const isLookedUp = !this.count({ plan, kinds: ['not-looked-up'] });
      this.#sql.run('UPDATE plan SET is_looked_up = ? WHERE id = ?', Number(isLookedUp), plan);
    });
  }

  setStatus(plan: number, token: string, status: PlanStatus): void {
    this.#owned(plan, token, () => void this.#sql.run('UPDATE plan SET status = ? WHERE id = ?', status, plan));
  }

  nextToSend(plan: number, after: number): PlanRow | undefined {
    return this.#writable(plan, after, 1, "AND state = 'not-sent'")[0];
  }

  agreed(plan: number, after: number, limit: number): PlanRow[] {
    return this.#writable(plan, after, limit, "AND state IN ('not-sent', 'sending', 'unknown')");
  }

  #writable(plan: number, after: number, limit: number, condition: string): PlanRow[] {
    return this.#sql
      .all(
        `SELECT ${planRowColumns} FROM plan_row WHERE plan = ? AND row > ? AND included = 1 AND kind IN ('add', 'update') ${condition} ORDER BY row LIMIT ?`,
        plan,
        after,
        limit,
      )
      .map(planRowOf);
  }

  unknown(plan: number): number[] {
    return this.#sql
      .all("SELECT row FROM plan_row WHERE plan = ? AND state IN ('sending', 'unknown') ORDER BY row", plan)
      .map(({ row }) => row as number);
  }

  beginWrite({ plan, row, before, after }: WriteStart, token: string): void {
    this.#owned(plan, token, () => {
      const isNew = this.#sql.run(
        `UPDATE plan_row SET state = 'sending', reason = NULL, server_message = NULL
         WHERE plan = ? AND row = ? AND included = 1 AND kind IN ('add', 'update') AND state = 'not-sent'`,
        plan,
        row,
      );
      // A row that was sent, or excluded, must never be sent.
      if (!isNew) throw lost(plan);
      this.#sql.run(
        'INSERT INTO journal (plan, row, sent_at, before, after) VALUES (?, ?, ?, ?, ?)',
        plan,
        row,
        Date.now(),
        valuesText(before),
        valuesText(after),
      );
    });
  }

  endWrite(end: WriteEnd, token: string): void {
    const { plan, row, outcome, state, customerId, status, reason, serverMessage } = end;
    this.#owned(plan, token, () => {
      this.#sql.run(
        'UPDATE journal SET answered_at = ifnull(answered_at, ?), outcome = ?, status = ifnull(?, status) WHERE id = (SELECT max(id) FROM journal WHERE plan = ? AND row = ?)',
        end.isResolved ? null : Date.now(),
        outcome,
        status ?? null,
        plan,
        row,
      );
      this.#sql.run(
        `UPDATE plan_row SET state = ?, customer_id = ifnull(?, customer_id), reason = ?, server_message = ifnull(?, server_message) WHERE plan = ? AND row = ?`,
        state,
        customerId ?? null,
        reason ? JSON.stringify(reason) : null,
        serverMessage ?? null,
        plan,
        row,
      );
    });
  }

  notSent(plan: number, token: string, row: number, state: RowState, reason: Problem, serverMessage?: string): void {
    this.#owned(plan, token, () => {
      this.#sql.run(
        "UPDATE plan_row SET state = ?, reason = ?, server_message = ? WHERE plan = ? AND row = ? AND state = 'not-sent'",
        state,
        JSON.stringify(reason),
        serverMessage ?? null,
        plan,
        row,
      );
    });
  }

  journal(plan: number, row: number): JournalEntry[] {
    return this.#sql.all('SELECT * FROM journal WHERE plan = ? AND row = ? ORDER BY id', plan, row).map(entryOf);
  }

  written(plan: number, after: number, limit: number): (PlanRow & Pick<JournalEntry, 'before' | 'after'>)[] {
    const columns = planRowColumns.replace(/\w+/g, (column) => `plan_row.${column}`);
    return this.#sql
      .all(
        `SELECT ${columns}, journal.before, journal.after FROM plan_row JOIN journal ON journal.plan = plan_row.plan AND journal.row = plan_row.row AND journal.outcome = 'done'
         WHERE plan_row.plan = ? AND plan_row.row > ? AND plan_row.state = 'done' ORDER BY plan_row.row LIMIT ?`,
        plan,
        after,
        limit,
      )
      .map((row) => ({
        ...planRowOf(row),
        before: valuesOf(row['before'] as string),
        after: valuesOf(row['after'] as string),
      }));
  }

  cells(plan: number, rows: readonly number[]): (readonly string[] | undefined)[] {
    return rows.map((row) => {
      const cells = this.#sql.get('SELECT cells FROM plan_row WHERE plan = ? AND row = ?', plan, row)?.['cells'];
      return typeof cells === 'string' ? (JSON.parse(cells) as string[]) : undefined;
    });
  }

  /**
   * Later rows with the same value of a column become duplicates of the first one. A row that was sent keeps its kind,
   * and counts as the first.
   */
  #markDuplicates(plan: number, column: string, condition: string, sentence: string): void {
    this.#sql.run(
      `UPDATE plan_row SET kind = 'duplicate', reason = json_object('sentence', ?3, 'values', json_array(found.first))
       FROM (SELECT id, first_value(row) OVER (PARTITION BY ${column} ORDER BY state = 'not-sent', row) AS first FROM plan_row
             WHERE plan = ?1 AND ${condition} AND ifnull(${column}, '') <> '') AS found
       WHERE plan_row.id = found.id AND plan_row.row <> found.first AND plan_row.plan = ?2
         AND plan_row.kind NOT IN ('unchanged', 'masked') AND plan_row.state = 'not-sent'`,
      plan,
      plan,
      sentence,
    );
  }

  #owned(plan: number, token: string, work: () => void): void {
    this.#sql.transaction(() => {
      if (this.#sql.get('SELECT owner FROM plan WHERE id = ?', plan)?.['owner'] !== token) throw lost(plan);
      work();
    });
  }

  #own(plan: number, { token, pid, host }: PlanOwner): void {
    const now = Date.now();
    const isThere = this.#sql.run(
      'UPDATE plan SET owner = ?, owner_pid = ?, owner_host = ?, beat_at = ?, touched_at = ? WHERE id = ?',
      token,
      pid,
      host,
      now,
      now,
      plan,
    );
    if (!isThere) throw new BulkError('gone', problem('This plan was deleted.'), plan);
  }

  #refuseIfUsed(plan: number): void {
    const row = this.#sql.get('SELECT owner, owner_pid, owner_host, beat_at FROM plan WHERE id = ?', plan);
    if (row && isUsed(row))
      throw new BulkError('busy', problem('Another process is using this plan. Try again when it has finished.'), plan);
  }

  #headOf(row: Row): PlanHead {
    const { columns, revert_of: revertOf, file_path: path, file_sha256: sha256 } = row;
    const status = row['status'] as PlanStatus;
    return {
      id: row['id'] as number,
      title: row['title'] as string,
      tenant: row['tenant'] as string,
      connection: row['connection'] as string,
      identifier: row['identifier'] as Identifier,
      ...(typeof path === 'string' && typeof sha256 === 'string' && { file: { path, sha256 } }),
      ...(typeof columns === 'string' && { columns: JSON.parse(columns) as string[] }),
      dialect: row['dialect'] as Dialect,
      binding: row['binding'] as string,
      createdAt: row['created_at'] as number,
      isRead: row['is_read'] === 1,
      isLookedUp: row['is_looked_up'] === 1,
      status: status === 'applying' && !isUsed(row) ? 'stopped' : status,
      ...(typeof revertOf === 'number' && { revertOf }),
      rows: this.count({ plan: row['id'] as number }),
    };
  }

  #removeUnused(plans: readonly number[]): void {
    this.#sql.transaction(() => {
      for (const plan of plans) {
        const row = this.#sql.get('SELECT owner, owner_pid, owner_host, beat_at FROM plan WHERE id = ?', plan);
        if (row && !isUsed(row)) this.#delete(plan);
      }
    });
    this.#shrink();
  }

  #delete(plan: number): void {
    for (const table of ['journal', 'plan_row']) this.#sql.run(`DELETE FROM ${table} WHERE plan = ?`, plan);
    this.#sql.run('DELETE FROM plan WHERE id = ?', plan);
  }

  /** Releases the space of deleted rows, also in the log, which still has their values. */
  #shrink(): void {
    this.#sql.exec('PRAGMA incremental_vacuum');
    this.#sql.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }
}

const sameKey = problem('Row {0} has the same key.', 0);
const sameCustomer = problem('Row {0} changes the same customer.', 0);
const samePhone = problem('Row {0} has the same phone number.', 0);
const sameEmail = problem('Row {0} has the same email address.', 0);
const sameCode = problem('Row {0} has the same customer code.', 0);

function lost(plan: number): BulkError {
  return new BulkError('lost', problem('Another process continued this plan, so this one stopped.'), plan);
}

function isUsed(row: Row): boolean {
  const { owner, owner_pid: pid, owner_host: host, beat_at: beatAt } = row;
  return (
    typeof owner === 'string' &&
    isAlive({ pid: pid as number, host: host as string, beatAt: beatAt as number }, Date.now())
  );
}

function entryOf(row: Row): JournalEntry {
  const { answered_at: answeredAt, outcome, status } = row;
  return {
    id: row['id'] as number,
    row: row['row'] as number,
    sentAt: row['sent_at'] as number,
    ...(typeof answeredAt === 'number' && { answeredAt }),
    before: valuesOf(row['before'] as string),
    after: valuesOf(row['after'] as string),
    ...(typeof outcome === 'string' && { outcome: outcome as JournalOutcome }),
    ...(typeof status === 'number' && { status }),
  };
}

/** The text that a search looks in, in lower case. */
function searchText({ key, fields, problems }: RowToAdd['input'], decision: RowToAdd['decision']): string {
  const values = [...fields].flatMap(([field, value]) => [field, plainValue(value)]);
  const texts = [key, ...values, ...problems.map((one) => inEnglish(one.problem))];
  return texts.join('\n').toLowerCase() + (decision ? foundText(decision) : '');
}

function foundText({ customerId, customerName, changes = [], reason }: Omit<RowDecision, 'row'>): string {
  const values = changes.map(({ from }) => (from === undefined ? '' : plainValue(from)));
  return ['', customerId ?? '', customerName ?? '', ...values, reason ? inEnglish(reason) : '']
    .join('\n')
    .toLowerCase();
}
