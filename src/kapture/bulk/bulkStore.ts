import type { DatabaseSync } from 'node:sqlite';
import type { Problem } from '../problem/problem.ts';
import { openDatabase, removeSetAside } from '../store/database.ts';
import { Statements } from '../store/statements.ts';
import { StoreError } from '../store/storeError.ts';
import { bulkMigrations } from './bulkMigrations.ts';
import { PlanHeads, usualLimits } from './planHeads.ts';
import { PlanOwners } from './planOwners.ts';
import type { PlanRow, RowState } from './planRow.ts';
import { PlanRows } from './planRows.ts';
import type { RowInput } from './rowInput.ts';
import type { BulkCalls } from './bulkCalls.ts';
import type { JournalEntry, WriteEnd, WriteStart } from './journalEntry.ts';
import type { PlanCounts } from './planCounts.ts';
import type { PlanHead, PlanLimits, PlanStart, PlanStatus, StoredPlansSize } from './planHead.ts';
import type { PlanOwner } from './planOwner.ts';
import type { RowDecision, RowToAdd } from './rowDecision.ts';
import type { RowPage, RowQuery } from './rowQuery.ts';
import { RowDecisions } from './rowDecisions.ts';
import { WriteJournal } from './writeJournal.ts';

/**
 * Plans, their rows and the journal of their writes, in a separate database. What a call recorded is on disk when it
 * returns. Several processes can use the file at the same time. Throws the errors of SQLite, see `StoreError.from`.
 */
export class BulkStore implements BulkCalls {
  readonly #database: DatabaseSync;
  readonly #heads: PlanHeads;
  readonly #owners: PlanOwners;
  readonly #rows: PlanRows;
  readonly #decisions: RowDecisions;
  readonly #journal: WriteJournal;

  /** `database` has the tables of `bulkMigrations`. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    // WAL with NORMAL would lose the latest records of the journal if the machine loses power.
    database.exec('PRAGMA synchronous = FULL');
    const sql = new Statements(database);
    this.#owners = new PlanOwners(sql);
    this.#heads = new PlanHeads(sql, this.#owners);
    this.#rows = new PlanRows(sql, this.#owners);
    this.#decisions = new RowDecisions(sql, this.#owners);
    this.#journal = new WriteJournal(sql, this.#owners);
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
    const limits = usualLimits();
    try {
      this.prune(limits);
      if (setAside === undefined) removeSetAside(path, limits.before);
    } catch {
      // Such as a busy database. The next start tries again.
    }
  }

  close(): void {
    this.#database.close();
  }

  plans(tenant?: string): PlanHead[] {
    return this.#heads.list(tenant);
  }

  plan(id: number): PlanHead | undefined {
    return this.#heads.get(id);
  }

  rows(page: RowPage): PlanRow[] {
    return this.#rows.page(page);
  }

  count(query: RowQuery): number {
    return this.#rows.count(query);
  }

  row(plan: number, row: number): PlanRow | undefined {
    return this.#rows.get(plan, row);
  }

  counts(plan: number): PlanCounts {
    return this.#rows.counts(plan);
  }

  hasDetails(plan: number): boolean {
    return this.#rows.hasDetails(plan);
  }

  include(query: RowQuery, isIncluded: boolean): number {
    return this.#rows.include(query, isIncluded);
  }

  remove(plan: number): void {
    this.#heads.remove(plan);
  }

  removeTenant(tenant?: string): void {
    this.#heads.removeTenant(tenant);
  }

  stored(tenant?: string): StoredPlansSize {
    return this.#heads.stored(tenant);
  }

  prune(limits: PlanLimits): void {
    this.#heads.prune(limits);
  }

  create(start: PlanStart, owner: PlanOwner): number {
    return this.#heads.create(start, owner);
  }

  acquire(plan: number, owner: PlanOwner): void {
    this.#owners.acquire(plan, owner);
  }

  beat(plan: number, token: string): void {
    this.#owners.beat(plan, token);
  }

  release(plan: number, token: string): void {
    this.#owners.release(plan, token);
  }

  addRows(plan: number, token: string, rows: readonly RowToAdd[]): void {
    this.#decisions.addRows(plan, token, rows);
  }

  endRows(plan: number, token: string): void {
    this.#decisions.endRows(plan, token);
  }

  rowsAfter(query: RowQuery, after: number, limit: number): PlanRow[] {
    return this.#rows.after(query, after, limit);
  }

  decide(plan: number, token: string, decisions: readonly RowDecision[]): void {
    this.#decisions.decide(plan, token, decisions);
  }

  endLookUp(plan: number, token: string): void {
    this.#decisions.endLookUp(plan, token);
  }

  setStatus(plan: number, token: string, status: PlanStatus): void {
    this.#heads.setStatus(plan, token, status);
  }

  nextToSend(plan: number, after: number): PlanRow | undefined {
    return this.#journal.nextToSend(plan, after);
  }

  agreed(plan: number, after: number, limit: number): PlanRow[] {
    return this.#journal.agreed(plan, after, limit);
  }

  unknown(plan: number): number[] {
    return this.#journal.unknown(plan);
  }

  beginWrite(start: WriteStart, token: string): void {
    this.#journal.beginWrite(start, token);
  }

  endWrite(end: WriteEnd, token: string): void {
    this.#journal.endWrite(end, token);
  }

  notSent(plan: number, token: string, row: number, state: RowState, reason: Problem, serverMessage?: string): void {
    this.#journal.notSent(plan, token, row, state, reason, serverMessage);
  }

  journal(plan: number, row: number): JournalEntry[] {
    return this.#journal.entries(plan, row);
  }

  reverted(plan: number): number[] {
    return this.#rows.reverted(plan);
  }

  lastSentAt(plan: number): number | undefined {
    return this.#journal.lastSentAt(plan);
  }

  written(plan: number, after: number, limit: number): (PlanRow & Pick<JournalEntry, 'before' | 'after'>)[] {
    return this.#journal.written(plan, after, limit);
  }

  cells(plan: number, rows: readonly number[]): (RowInput['cells'] | undefined)[] {
    return this.#rows.cells(plan, rows);
  }
}
