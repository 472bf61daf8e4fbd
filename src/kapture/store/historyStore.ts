import type { DatabaseSync } from 'node:sqlite';
import type { Exchange } from '../exchange/exchange.ts';
import { ExchangeRows, keptBytes } from './exchangeRows.ts';
import {
  entryColumns,
  entryOf,
  headOf,
  keptOf,
  type HistoryEntry,
  type HistoryHead,
  type StoredExchange,
} from './historyEntry.ts';
import { longestResponse, type HistoryLimits } from './historyLimits.ts';
import { HistoryRuns, type StoredRun } from './historyRuns.ts';
import { newHistoryId } from './newHistoryId.ts';
import { Statements } from './statements.ts';
import { UnansweredWrites } from './unansweredWrites.ts';

export interface HistoryRange {
  /** Only exchanges with this tenant. */
  readonly tenant?: string | undefined;
  readonly limit: number;
  /** Only entries that are older than the one with this id. */
  readonly before?: number | undefined;
}

/**
 * Stores the history in a database. Exchanges are stored unchanged, so they must be redacted before (`redactExchange`).
 */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #rows: ExchangeRows;
  readonly writes: UnansweredWrites;
  readonly runs: HistoryRuns;
  #seenVersion: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#rows = new ExchangeRows(this.#sql);
    this.writes = new UnansweredWrites(this.#sql, this.#rows);
    this.runs = new HistoryRuns(this.#sql);
    this.#seenVersion = this.#version();
  }

  /**
   * Stores an exchange, deletes the oldest ones above the limits, and returns its id. The text of the response is
   * omitted if it is larger than 5 MB or than the whole limit, or without `hasResponse`. `begun` is the ID from
   * {@link UnansweredWrites.begin}. It stays, also if the entry was deleted or cleared in the meantime, unless another
   * exchange has it now.
   */
  add(exchange: Exchange, limits: HistoryLimits, hasResponse = true, begun?: number): number {
    hasResponse &&= keptBytes(exchange, true) <= Math.min(limits.bytes, longestResponse);
    return this.#sql.transaction(() => {
      if (begun !== undefined) this.#rows.deleteUnanswered(begun);
      const id = begun === undefined || this.#rows.has(begun) ? newHistoryId(this.#sql) : begun;
      this.#rows.insert({ id, exchange, hasResponse });
      this.#rows.trim(limits, id);
      return id;
    });
  }

  /**
   * Restores removed entries with their ids. One of a write in progress is not restored if its response was stored or
   * it was not sent in the meantime.
   */
  restore(kept: readonly (StoredExchange | StoredRun)[]): void {
    this.#sql.transaction(() => {
      for (const one of kept) {
        if ('plan' in one) this.runs.restore(one);
        else if (!this.#rows.has(one.id)) this.writes.restore(one);
      }
    });
  }

  /** Entries, newest first. */
  list({ tenant, limit, before }: HistoryRange): HistoryEntry[] {
    const older = before ?? Number.MAX_SAFE_INTEGER;
    const rows =
      tenant === undefined
        ? this.#sql.all(`SELECT ${entryColumns} FROM exchange WHERE id < ? ORDER BY id DESC LIMIT ?`, older, limit)
        : this.#sql.all(
            `SELECT ${entryColumns} FROM exchange WHERE tenant = ? AND id < ? ORDER BY id DESC LIMIT ?`,
            tenant,
            older,
            limit,
          );
    return rows.map(entryOf);
  }

  /** Number of exchanges. */
  count(tenant?: string): number {
    const row =
      tenant === undefined
        ? this.#sql.get('SELECT count(*) AS n FROM exchange')
        : this.#sql.get('SELECT count(*) AS n FROM exchange WHERE tenant = ?', tenant);
    return Number(row?.['n']);
  }

  /** An entry with the headers of its request and response, without reading the response's text. */
  head(id: number): HistoryHead | undefined {
    const row = this.#sql.get(`SELECT ${entryColumns}, request_headers, headers FROM exchange WHERE id = ?`, id);
    return row && headOf(row);
  }

  /** A complete exchange, including the text of its response. */
  get(id: number): StoredExchange | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns}, time_zone, request_headers, headers, location, text, reading FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return row && keptOf(row);
  }

  /** The previous exchange of the same operation and tenant that has a response. */
  previous(id: number): HistoryEntry | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns} FROM exchange WHERE id < ?1 AND is_answered = 1 AND (operation, tenant) = (SELECT operation, tenant FROM exchange WHERE id = ?1) ORDER BY id DESC LIMIT 1`,
      id,
    );
    return row && entryOf(row);
  }

  /** Removes exchanges and runs, and returns those that existed. */
  remove(ids: readonly number[]): (StoredExchange | StoredRun)[] {
    return this.#sql.transaction(() => {
      const kept = ids.flatMap((id) => this.get(id) ?? this.runs.get(id) ?? []);
      for (const id of ids) {
        this.#sql.run('DELETE FROM exchange WHERE id = ?', id);
        this.runs.remove(id);
      }
      return kept;
    });
  }

  /** The tenants with exchanges. */
  tenants(): string[] {
    return this.#sql
      .all('SELECT DISTINCT tenant FROM exchange WHERE tenant IS NOT NULL ORDER BY tenant')
      .map((row) => row['tenant'] as string);
  }

  /** Deletes the entries of a tenant, or all of them, and erases them from the file. */
  clear(tenant?: string): void {
    if (tenant === undefined) this.#sql.run('DELETE FROM exchange');
    else this.#sql.run('DELETE FROM exchange WHERE tenant = ?', tenant);
    this.runs.clear(tenant);
    this.#sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  /** Deletes the oldest entries above the limits. */
  trim(limits: HistoryLimits): void {
    this.#sql.transaction(() => this.#rows.trim(limits, 0));
  }

  /** Whether another process has written to the database since the last call. */
  changedElsewhere(): boolean {
    const before = this.#seenVersion;
    this.#seenVersion = this.#version();
    return before !== this.#seenVersion;
  }

  close(): void {
    this.#database.close();
  }

  #version(): number {
    return Number(this.#sql.get('PRAGMA data_version')?.['data_version']);
  }
}
