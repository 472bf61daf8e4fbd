import type { DatabaseSync } from 'node:sqlite';
import type { Exchange, Response, SentRequest } from '../exchange/exchange.ts';
import {
  type HistoryEntry,
  type HistoryHead,
  type HistoryLimits,
  type StoredExchange,
  entryColumns,
  entryOf,
  headOf,
  keptOf,
  longestResponse,
} from './historyEntry.ts';
import { HistoryRuns, newHistoryId } from './historyRuns.ts';
import { Statements } from './statements.ts';

export interface HistoryRange {
  /** Only exchanges with this tenant. */
  readonly tenant?: string | undefined;
  readonly limit: number;
  /** Only entries that are older than the one with this id. */
  readonly before?: number | undefined;
}

/**
 * Stores the history in a database. Exchanges are stored unchanged, so they must be redacted before (`redactExchange`).
 * A write has an entry before it is sent, and its response replaces the entry. If the process ends first, the entry
 * with an unknown response stays.
 */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly runs: HistoryRuns;
  /** The writes that this window sends. */
  readonly #sending = new Set<number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.runs = new HistoryRuns(this.#sql);
  }

  /** Stores a write that is about to be sent, and returns its id. */
  begin(request: SentRequest, limits: HistoryLimits): number {
    return this.#sql.transaction(() => {
      const id = newHistoryId(this.#sql);
      this.#insert({ id, exchange: { ...request, response: noResponse }, hasResponse: false, unanswered: 'sending' });
      this.#sending.add(id);
      this.#trim(limits, id);
      return id;
    });
  }

  /** Records that a write has no response, and why. Without a reason nothing was sent, so the entry is deleted. */
  end(id: number, reason?: string): void {
    this.#sending.delete(id);
    if (reason === undefined) this.#deleteUnanswered(id);
    else this.#sql.run('UPDATE exchange SET message = ? WHERE id = ? AND is_answered = 0', reason, id);
  }

  /**
   * Stores an exchange, deletes the oldest ones above the limits, and returns its ID. The text of the response is
   * omitted if it is larger than 5 MB or than the whole limit, or without `hasResponse`. The exchange keeps `begun`,
   * its ID from {@link begin}, even if the entry was deleted in the meantime, unless another exchange has that ID now.
   */
  add(exchange: Exchange, limits: HistoryLimits, hasResponse = true, begun?: number): number {
    hasResponse &&= keptBytes(exchange, true) <= Math.min(limits.bytes, longestResponse);
    return this.#sql.transaction(() => {
      if (begun !== undefined) this.end(begun);
      const id = begun === undefined || this.#has(begun) ? newHistoryId(this.#sql) : begun;
      this.#insert({ id, exchange, hasResponse });
      this.#trim(limits, id);
      return id;
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
    return rows.map((row) => entryOf(row, this.#sending));
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
    return row && headOf(row, this.#sending);
  }

  /** A complete exchange, including the text of its response. */
  get(id: number): StoredExchange | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns}, time_zone, request_headers, headers, location, text, reading FROM exchange JOIN response USING (id) WHERE id = ?`,
      id,
    );
    return row && keptOf(row, this.#sending);
  }

  /** The previous exchange of the same operation and tenant that has a response. */
  previous(id: number): HistoryEntry | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns} FROM exchange WHERE id < ?1 AND is_answered = 1 AND (operation, tenant) = (SELECT operation, tenant FROM exchange WHERE id = ?1) ORDER BY id DESC LIMIT 1`,
      id,
    );
    return row && entryOf(row, this.#sending);
  }

  /** Removes exchanges and runs, and returns the number of those that existed. */
  remove(ids: readonly number[]): number {
    return this.#sql.transaction(() => {
      const existing = ids.filter((id) => this.#has(id) || this.runs.get(id));
      for (const id of existing) {
        this.#sql.run('DELETE FROM exchange WHERE id = ?', id);
        this.runs.remove(id);
      }
      return existing.length;
    });
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
    this.#sql.transaction(() => this.#trim(limits, 0));
  }

  close(): void {
    this.#database.close();
  }

  #has(id: number): boolean {
    return this.#sql.get('SELECT 1 FROM exchange WHERE id = ?', id) !== undefined;
  }

  #deleteUnanswered(id: number): void {
    this.#sql.run('DELETE FROM exchange WHERE id = ? AND is_answered = 0', id);
  }

  #insert({ id, exchange, hasResponse, unanswered }: StoredExchange): void {
    const { operation, tenant, connection, timeZone, url, requestBody, requestHeaders, sentAt, response } = exchange;
    const { status, contentType, location, bytes, milliseconds, reading } = response;
    const values = {
      id,
      tenant,
      operation,
      connection,
      time_zone: timeZone,
      url,
      request_headers: JSON.stringify(requestHeaders),
      request_body: requestBody,
      sent_at: sentAt,
      is_answered: Number(unanswered === undefined),
      status,
      outcome: reading.outcome,
      trouble: reading.trouble ?? null,
      message: reading.message ?? null,
      headers: headersText(response),
      content_type: contentType,
      location: location ?? null,
      bytes,
      milliseconds,
      kept_bytes: keptBytes(exchange, hasResponse),
      other_id: reading.otherId ?? null,
    };
    const names = Object.keys(values);
    this.#sql.run(
      `INSERT INTO exchange (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
      ...Object.values(values),
    );
    const isRead = hasResponse && typeof response.text === 'string';
    this.#sql.run(
      'INSERT INTO response (id, text, reading) VALUES (?, ?, ?)',
      id,
      hasResponse ? String(response.text) : null,
      isRead ? JSON.stringify(reading) : null,
    );
  }

  /** Deletes the oldest rows above the limits, except the one with an ID. */
  #trim({ entries, bytes }: HistoryLimits, kept: number): void {
    this.#sql.run(
      'DELETE FROM exchange WHERE id <> ? AND id <= (SELECT id FROM exchange ORDER BY id DESC LIMIT 1 OFFSET ?)',
      kept,
      entries,
    );
    if (Number(this.#sql.get('SELECT sum(kept_bytes) AS n FROM exchange')?.['n'] ?? 0) <= bytes) return;
    this.#sql.run(
      `DELETE FROM exchange WHERE id <> ? AND id <= (
         SELECT max(id) FROM (SELECT id, sum(kept_bytes) OVER (ORDER BY id DESC) AS total FROM exchange) WHERE total > ?)`,
      kept,
      bytes,
    );
  }
}

const noResponse: Response = {
  status: 0,
  headers: undefined,
  contentType: '',
  text: '',
  bytes: 0,
  milliseconds: 0,
  location: undefined,
  reading: { outcome: 'unrecognized', records: [] },
};

/** The size of an exchange in the history, in bytes. */
function keptBytes({ requestBody, requestHeaders, response }: Exchange, hasResponse: boolean): number {
  return (
    Buffer.byteLength(requestBody) +
    Buffer.byteLength(JSON.stringify(requestHeaders)) +
    Buffer.byteLength(headersText(response) ?? '') +
    (hasResponse ? lengthOf(response.text) : 0)
  );
}

function headersText({ headers }: Response): string | null {
  return headers ? JSON.stringify(headers) : null;
}

/** Length in bytes. */
function lengthOf(text: Response['text']): number {
  return typeof text === 'string' ? Buffer.byteLength(text) : text.length;
}

/**
 * The tables of the history's database. An exchange belongs to a tenant; the name of the connection is a label. The
 * texts of responses are in another table, so that lists do not read them.
 */
export const historySchema = `
  CREATE TABLE exchange (
    id INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL, operation TEXT NOT NULL, connection TEXT NOT NULL, time_zone TEXT NOT NULL, url TEXT NOT NULL,
    request_headers TEXT NOT NULL, request_body TEXT NOT NULL, sent_at INTEGER NOT NULL,
    -- 0 for a write without a recorded response; the facts of a response then have no meaning.
    is_answered INTEGER NOT NULL,
    status INTEGER NOT NULL, outcome TEXT NOT NULL, trouble TEXT, message TEXT, headers TEXT, content_type TEXT NOT NULL,
    location TEXT, bytes INTEGER NOT NULL, milliseconds REAL NOT NULL, kept_bytes INTEGER NOT NULL,
    -- The ID of a record in the response that is not the requested one.
    other_id TEXT
  ) STRICT;
  CREATE INDEX exchange_tenant ON exchange (tenant, id);
  CREATE INDEX exchange_kept_bytes ON exchange (kept_bytes);
  -- The reading is JSON; null if its records are byte offsets.
  CREATE TABLE response (
    id INTEGER PRIMARY KEY REFERENCES exchange ON DELETE CASCADE, text TEXT, reading TEXT
  ) STRICT;
  -- The runs of plans, which are in another database.
  CREATE TABLE run (
    id INTEGER PRIMARY KEY, plan INTEGER NOT NULL UNIQUE,
    tenant TEXT NOT NULL, connection TEXT NOT NULL, title TEXT NOT NULL, revert_of INTEGER,
    started_at INTEGER NOT NULL, writes INTEGER NOT NULL, done INTEGER NOT NULL, unknown INTEGER NOT NULL,
    partly INTEGER NOT NULL, is_finished INTEGER NOT NULL, is_plan_deleted INTEGER NOT NULL
  ) STRICT;
`;
