import type { DatabaseSync } from 'node:sqlite';
import type { Exchange, Response, SentRequest } from '../exchange/exchange.ts';
import {
  entryColumns,
  entryOf,
  hasLiveOwner,
  headOf,
  keptOf,
  type HistoryEntry,
  type HistoryHead,
  type LaterFinding,
  type StoredExchange,
} from './historyEntry.ts';
import { longestResponse, type HistoryLimits } from './historyLimits.ts';
import { HistoryRuns, type HistoryRun, type HistoryRunUpdate, type StoredRun } from './historyRuns.ts';
import { thisOwner, type LiveOwner } from './isAlive.ts';
import { Statements } from './statements.ts';

export interface HistoryRange {
  /** Only exchanges with this tenant. */
  readonly tenant?: string | undefined;
  readonly limit: number;
  /** Only entries that are older than the one with this id. */
  readonly before?: number | undefined;
}

/** A write without a usable response, and the ID of its entry if that is known. */
export interface WriteWithoutResponse extends Pick<SentRequest, 'tenant' | 'operation' | 'requestBody'> {
  readonly id?: number | undefined;
}

/**
 * Stores the history in a database. Exchanges are stored unchanged, so they must be redacted before (`redactExchange`).
 */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #sql: Statements;
  readonly #runs: HistoryRuns;
  #seenVersion: number;
  /** The writes that ended while their entries were deleted, and why they have no response; undefined: not sent. */
  readonly #endedWithoutEntry = new Map<number, string | undefined>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#sql = new Statements(database);
    this.#runs = new HistoryRuns(this.#sql);
    this.#seenVersion = this.#version();
  }

  /**
   * Stores an exchange, deletes the oldest ones above the limits, and returns its id. The text of the response is
   * omitted if it is larger than 5 MB or than the whole limit, or without `hasResponse`. `begun` is the ID from
   * {@link begin}. It stays, also if the entry was deleted or cleared in the meantime, unless another exchange has it now.
   */
  add(exchange: Exchange, limits: HistoryLimits, hasResponse = true, begun?: number): number {
    hasResponse &&= keptBytes(exchange, true) <= Math.min(limits.bytes, longestResponse);
    return this.#sql.transaction(() => {
      if (begun !== undefined) this.#deleteUnanswered(begun);
      const id = begun === undefined || this.#has(begun) ? this.#newId() : begun;
      this.#insert({ id, exchange, hasResponse });
      this.#trim(limits, id);
      return id;
    });
  }

  /**
   * Stores a write that is about to be sent, and returns its id. Its owner has to {@link beat} until it is answered or
   * has ended. A process that ends then loses nothing, but the operating system may write to the disk later.
   */
  begin(request: SentRequest, limits: HistoryLimits, owner: LiveOwner = thisOwner()): number {
    return this.#sql.transaction(() => {
      const id = this.#newId();
      this.#insert({ id, exchange: { ...request, response: noResponse }, hasResponse: false, unanswered: 'sending' });
      this.beat([id], owner);
      this.#trim(limits, id);
      return id;
    });
  }

  /**
   * Says that the owner of these writes is alive, also if it seemed to have ended, as after a sleep of the machine, or if
   * an entry was deleted and restored.
   */
  beat(ids: readonly number[], { pid, host, beatAt }: LiveOwner = thisOwner()): void {
    this.#sql.run(
      'UPDATE exchange SET owner_pid = ?, owner_host = ?, beat_at = ? WHERE is_answered = 0 AND id IN (SELECT value FROM json_each(?))',
      pid,
      host,
      beatAt,
      JSON.stringify(ids),
    );
  }

  /**
   * Records that a write has no response, and why. Without a reason nothing was sent, so the entry is deleted.
   */
  end(id: number, reason?: string): void {
    const changed =
      reason === undefined
        ? this.#deleteUnanswered(id)
        : this.#sql.run(
            'UPDATE exchange SET owner_pid = NULL, message = ? WHERE id = ? AND is_answered = 0',
            reason,
            id,
          );
    // The entry can be restored later.
    if (!changed) this.#endedWithoutEntry.set(id, reason);
  }

  /**
   * Records what a read of the customer found of an earlier write without a usable response: the one with the `id`, or
   * else the last one with the same body.
   */
  noteFound({ id, tenant, operation, requestBody }: WriteWithoutResponse, found: LaterFinding): void {
    const isWithout = "owner_pid IS NULL AND (is_answered = 0 OR outcome = 'unreadable')";
    this.#sql.run(
      `UPDATE exchange SET found = ? WHERE ${isWithout} AND id = ifnull(?, (
         SELECT max(id) FROM exchange WHERE ${isWithout} AND (tenant, operation, request_body) = (?, ?, ?)))`,
      JSON.stringify(found),
      id ?? null,
      tenant,
      operation,
      requestBody,
    );
  }

  /** Ends the writes whose owners have ended. Returns their number, and that of the writes that are in progress. */
  endAbandoned(): { readonly ended: number; readonly sending: number } {
    const owned = this.#sql.all('SELECT id, owner_pid, owner_host, beat_at FROM exchange WHERE owner_pid IS NOT NULL');
    const abandoned = owned.filter((row) => !hasLiveOwner(row));
    for (const { id } of abandoned) this.#sql.run('UPDATE exchange SET owner_pid = NULL WHERE id = ?', id as number);
    return { ended: abandoned.length, sending: owned.length - abandoned.length };
  }

  /** Stores a run of a plan, or what became of it since. */
  putRun(run: HistoryRun | HistoryRunUpdate): void {
    this.#sql.transaction(() => this.#runs.put(run, () => this.#newId()));
  }

  /** The runs of plans, newest first. */
  runs(tenant?: string): StoredRun[] {
    return this.#runs.list(tenant);
  }

  /** Records that only these plans still exist. */
  keepPlans(plans: readonly number[]): void {
    this.#runs.keepPlans(plans);
  }

  /**
   * Restores removed entries with their ids. One of a write in progress is not restored if its response was stored or it
   * was not sent in the meantime.
   */
  restore(kept: readonly (StoredExchange | StoredRun)[]): void {
    this.#sql.transaction(() => {
      for (const one of kept) {
        if ('plan' in one) this.#runs.restore(one);
        else if (!this.#has(one.id)) this.#restoreExchange(one);
      }
    });
  }

  #restoreExchange(kept: StoredExchange): void {
    const hasEnded = kept.unanswered === 'sending' && this.#endedWithoutEntry.has(kept.id);
    const reason = this.#endedWithoutEntry.get(kept.id);
    if (hasEnded && reason === undefined) return;
    this.#insert(kept);
    if (hasEnded) this.end(kept.id, reason);
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
    // SQLite finds the type of a value in the header of its row; `text IS NULL` would read the whole text.
    const row = this.#sql.get(
      `SELECT ${entryColumns}, request_headers, headers, content_type, typeof(text) AS text_type FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
      id,
    );
    return row && headOf(row);
  }

  /** A complete exchange, including the text of its response. */
  get(id: number): StoredExchange | undefined {
    const row = this.#sql.get(
      `SELECT ${entryColumns}, time_zone, request_headers, headers, content_type, location, text, reading FROM exchange JOIN exchange_reply USING (id) WHERE id = ?`,
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
      const kept = ids.flatMap((id) => this.get(id) ?? this.#runs.get(id) ?? []);
      for (const id of ids) {
        this.#sql.run('DELETE FROM exchange WHERE id = ?', id);
        this.#runs.remove(id);
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
    this.#runs.clear(tenant);
    this.#sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
  }

  /** Deletes the oldest entries above the limits. */
  trim(limits: HistoryLimits): void {
    this.#sql.transaction(() => this.#trim(limits, 0));
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

  /** The current time in microseconds, or one more than the newest ID. */
  #newId(): number {
    const newest = this.#sql.get(
      'SELECT max(ifnull((SELECT max(id) FROM exchange), 0), ifnull((SELECT max(id) FROM run), 0)) AS id',
    );
    return Math.max(Number(newest!['id']) + 1, Date.now() * 1000);
  }

  #has(id: number): boolean {
    return this.#sql.get('SELECT 1 FROM exchange WHERE id = ?', id) !== undefined;
  }

  #deleteUnanswered(id: number): number {
    return this.#sql.run('DELETE FROM exchange WHERE id = ? AND is_answered = 0', id);
  }

  #insert({ id, exchange, hasResponse, unanswered, found }: StoredExchange): void {
    const { operation, tenant, connection, timeZone, url, requestBody, requestHeaders, sentAt, response } = exchange;
    const { status, contentType, location, bytes, milliseconds, reading } = response;
    this.#sql.run(
      `INSERT INTO exchange (id, operation, tenant, connection, time_zone, url, sent_at, status, outcome, trouble, message, headers, content_type, location, bytes, milliseconds, kept_bytes, request_body, request_headers, other_id, is_answered, found)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      id,
      operation,
      tenant,
      connection,
      timeZone,
      url,
      sentAt,
      status,
      reading.outcome,
      reading.trouble ?? null,
      reading.message ?? null,
      headersText(response),
      contentType,
      location ?? null,
      bytes,
      milliseconds,
      keptBytes(exchange, hasResponse),
      requestBody,
      JSON.stringify(requestHeaders),
      reading.otherId ?? null,
      Number(unanswered === undefined),
      found ? JSON.stringify(found) : null,
    );
    const isRead = hasResponse && typeof response.text === 'string';
    this.#sql.run(
      'INSERT INTO exchange_reply (id, text, reading) VALUES (?, ?, ?)',
      id,
      hasResponse ? String(response.text) : null,
      isRead ? JSON.stringify(reading) : null,
    );
  }

  /** Keeps the entry with an ID, and those of writes in progress. */
  #trim({ entries, bytes }: HistoryLimits, kept: number): void {
    const isRemovable = 'owner_pid IS NULL AND id <> ?';
    this.#sql.run(
      `DELETE FROM exchange WHERE ${isRemovable} AND id <= (SELECT id FROM exchange ORDER BY id DESC LIMIT 1 OFFSET ?)`,
      kept,
      entries,
    );
    if (Number(this.#sql.get('SELECT sum(kept_bytes) AS n FROM exchange')?.['n'] ?? 0) <= bytes) return;
    this.#sql.run(
      `DELETE FROM exchange WHERE ${isRemovable} AND id <= (
         SELECT max(id) FROM (SELECT id, sum(kept_bytes) OVER (ORDER BY id DESC) AS total FROM exchange) WHERE total > ?)`,
      kept,
      bytes,
    );
  }

  #version(): number {
    return Number(this.#sql.get('PRAGMA data_version')?.['data_version']);
  }
}

/** Replaces a missing response. Every column but `is_answered` also makes sense to older versions. */
const noResponse: Response = {
  status: 0,
  headers: undefined,
  contentType: '',
  text: '',
  bytes: 0,
  milliseconds: 0,
  location: undefined,
  reading: { outcome: 'unreadable', records: [] },
};

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
