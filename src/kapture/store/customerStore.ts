import { closeSync, fstatSync, ftruncateSync, openSync, readdirSync, readSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import type { DateRange } from '../calendar.ts';
import { readLoose } from '../looseJson.ts';
import { NotedRecords, recordFields, type RecordFields } from '../pull/recordFields.ts';
import { storedRecords, type StoredPlace, type StoredRecords } from './storedRecords.ts';
import { StoreError } from './storeError.ts';

/** A range that was pulled from a connection, or is being. */
export interface StoredPull {
  /** Grows; no two are alike. */
  readonly id: number;
  readonly connection: string;
  readonly timeZone: string;
  readonly range: DateRange;
  readonly startedAt: number;
  /** Undefined while it runs, and for one that ended with its process. */
  readonly endedAt: number | undefined;
}

export interface StoredWindow {
  readonly window: DateRange;
  /** All of its customers are there. */
  readonly isDone: boolean;
  /** How many records it has brought. */
  readonly records: number;
  /** What went wrong, as it was given to `endWindow`; undefined for a window that was not asked for to its end. */
  readonly failure: unknown;
}

/** A customer as lists show it. */
export interface CustomerRow extends Omit<RecordFields, 'contacts' | 'search'> {
  readonly contacts: number;
}

export const groupings = ['day', 'agent', 'source', 'city', 'status'] as const;
export type Grouping = (typeof groupings)[number];

/** What customers can be told apart by: all that they are grouped by, and what they may lack or share. */
export type Facet = Grouping | 'month' | 'phone' | 'email';

/** Customers with one value of a facet; an empty one is that of customers without it. */
export interface Selection {
  readonly by: Facet;
  readonly key: string;
}

export const sortings = ['newest', 'name', 'city', 'agent'] as const;
export type Sorting = (typeof sortings)[number];

export interface Group {
  /** Empty for customers without one. */
  readonly key: string;
  readonly count: number;
}

export interface CustomerPage {
  readonly group?: Selection | undefined;
  /** Only those, of the group too. */
  readonly only?: Selection | undefined;
  /** Only whose fields or contacts hold this text, in whatever case. */
  readonly filter?: string | undefined;
  readonly sort?: Sorting | undefined;
  readonly limit: number;
  readonly offset?: number | undefined;
}

/** One try to get a window, to which its records are given. */
export interface WindowWriter {
  /**
   * Stores records that stand in `bytes` by their `spans` (start and end of each, in pairs). All or none of them.
   * `notes` is what `scanRecord` noted of them.
   */
  append(bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended;
  /** With a failure the window is marked as missing, and what came of it and of earlier tries stays. */
  end(failure?: object, options?: { readonly dropRecords?: boolean }): void;
}

export interface Appended {
  /** Records that have an id, and so are customers. */
  readonly stored: number;
  /** Records that are no JSON. */
  readonly unreadable: number;
}

export type Row = Record<string, SQLOutputValue>;
export type Value = string | number | null;

/** The key of a facet, in SQL. */
export const facetColumns: Readonly<Record<Facet, string>> = {
  day: 'substr(created_at, 1, 10)', month: 'substr(created_at, 1, 7)', agent: 'agent', source: 'source', city: 'city', status: 'status', phone: 'phone', email: 'lower(email)',
};
const sortOrders: Readonly<Record<Sorting, string>> = {
  newest: 'created_at DESC, id DESC', name: 'name COLLATE NOCASE, id', city: 'city COLLATE NOCASE, id', agent: 'agent COLLATE NOCASE, id',
};
/** What a row is made of. */
export const rowColumns = 'id, name, phone, email, code, city, agent, status, source, created_at, enquiries, contacts';
/** A pull that nobody has written to for so long was left by its process. */
const abandonedMs = 120_000;
/** How often a pull that runs is to be touched, in milliseconds. */
export const touchMs = 30_000;
/** So many rows are removed at a time, since nobody else writes meanwhile: about 10 ms. */
const sweptRows = 5000;

/**
 * The customers that were pulled, in a database that several processes may have open and in files beside it: an index of
 * what lists show in the database, and the records as they came in a spool file a writer. Throws {@link StoreError}.
 */
export class CustomerStore {
  readonly #database: DatabaseSync;
  readonly #folder: string;
  readonly #statements = new Map<string, StatementSync>();
  /** The spool files that this process writes, by pull. */
  readonly #spools = new Map<number, Spool>();

  /** `folder` is where the spool files are; it has to exist. */
  constructor(database: DatabaseSync, folder: string) {
    this.#database = database;
    this.#folder = folder;
  }

  /** Starts a pull, in place of what was pulled from the connection before. The rows of that go with {@link sweep}. */
  begin(connection: string, timeZone: string, range: DateRange, windows: readonly DateRange[]): StoredPull {
    return this.#guard(() => {
      const startedAt = Date.now();
      const id = this.#transaction(() => {
        this.#removePulls('connection = ? AND (ended_at IS NOT NULL OR touched_at < ?)', connection, startedAt - abandonedMs);
        const newest = Number(this.#get('SELECT max(id) AS id FROM pull')?.['id'] ?? 0);
        const next = Math.max(newest + 1, startedAt * 1000);
        this.#run('INSERT INTO pull VALUES (?, ?, ?, ?, ?, ?, ?, NULL)', next, connection, timeZone, range.start, range.end, startedAt, startedAt);
        for (const window of windows) this.#addWindow(next, window);
        return next;
      });
      this.#removeUnusedSpools();
      return { id, connection, timeZone, range, startedAt, endedAt: undefined };
    });
  }

  /** The pull has no more to give. What other windows of this connection pulled before goes. */
  end(pull: number): void {
    this.#guard(() => {
      this.#spools.get(pull)?.close();
      this.#spools.delete(pull);
      this.#transaction(() => {
        this.#run('UPDATE pull SET ended_at = ? WHERE id = ?', Date.now(), pull);
        this.#removePulls('id < ?1 AND ended_at IS NOT NULL AND connection = (SELECT connection FROM pull WHERE id = ?1)', pull);
      });
      this.#removeUnusedSpools();
    });
  }

  /** Takes the records of a window, which replace those of an earlier try once they are complete. */
  openWindow({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, window: DateRange): WindowWriter {
    return this.#guard(() => {
      const spool = this.#spoolOf(pull);
      const { id, attempt } = this.#transaction(() => {
        this.#addWindow(pull, window);
        this.#touch(pull);
        return this.#get('UPDATE pull_window SET attempt = attempt + 1, done = 0, records = 0, failure = NULL WHERE pull = ? AND range_start = ? AND range_end = ? RETURNING id, attempt', pull, window.start, window.end)!;
      });
      return {
        append: (bytes, spans, notes) => this.#guard(() => this.#append({ pull, timeZone, window: Number(id), attempt: Number(attempt), spool }, bytes, spans, notes)),
        end: (failure, { dropRecords = false } = {}) => this.#guard(() => this.#transaction(() => {
          if (dropRecords) this.#run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt = ?', pull, id!, attempt!);
          if (!failure && Number(attempt) > 1) this.#run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt < ?', pull, id!, attempt!);
          this.#run('UPDATE pull_window SET done = ?, failure = ? WHERE id = ?', failure ? 0 : 1, failure ? JSON.stringify(failure) : null, id!);
        })),
      };
    });
  }

  /** Has windows asked for in place of others that cover the same time. The records that those brought stay until they come again. */
  replaceWindows(pull: number, windows: readonly DateRange[], others: readonly DateRange[]): void {
    this.#guard(() => this.#transaction(() => {
      for (const { start, end } of windows) this.#run('DELETE FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?', pull, start, end);
      for (const other of others) this.#addWindow(pull, other);
    }));
  }

  /** Puts one record, in UTF-8, in the place of the one with its id. False for a record that cannot be read. */
  put({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, text: string): boolean {
    const fields = recordFields(text, timeZone);
    if (!fields) return false;
    this.#guard(() => this.#transaction(() => {
      this.#touch(pull);
      this.#insert(fields, { pull, window: 0, attempt: 0, spool: 0, start: 0, length: 0, text });
    }));
    return true;
  }

  /** What was pulled from a connection last. */
  last(connection: string): StoredPull | undefined {
    const row = this.#get('SELECT * FROM pull WHERE connection = ? ORDER BY id DESC LIMIT 1', connection);
    return row && pullOf(row);
  }

  /** Newest first. */
  windows(pull: number): StoredWindow[] {
    return this.#all('SELECT * FROM pull_window WHERE pull = ? ORDER BY range_start DESC', pull).map((row) => ({
      window: { start: row['range_start'] as string, end: row['range_end'] as string },
      isDone: row['done'] === 1, records: row['records'] as number,
      failure: row['failure'] === null ? undefined : JSON.parse(row['failure'] as string) as unknown,
    }));
  }

  count(pull: number, filter?: string, only?: Selection): number {
    const { where, values } = condition(pull, filter, only);
    return Number(this.#get(`SELECT count(*) AS n FROM customer WHERE ${where}`, ...values)!['n']);
  }

  /** Days newest first, all else by name. */
  groups(pull: number, by: Grouping, filter?: string, only?: Selection): Group[] {
    const { where, values } = condition(pull, filter, only);
    return this.#all(`SELECT ${facetColumns[by]} AS key, count(*) AS n FROM customer WHERE ${where} GROUP BY 1 ORDER BY 1 ${by === 'day' ? 'DESC' : 'COLLATE NOCASE'}`, ...values)
      .map((row) => ({ key: row['key'] as string, count: row['n'] as number }));
  }

  page(pull: number, { group, only, filter, sort = 'newest', limit, offset = 0 }: CustomerPage): CustomerRow[] {
    const { where, values } = condition(pull, filter, group, only);
    return this.#all(`SELECT ${rowColumns} FROM customer WHERE ${where} ORDER BY ${sortOrders[sort]} LIMIT ? OFFSET ?`, ...values, limit, offset).map(customerOf);
  }

  find(pull: number, id: string): CustomerRow | undefined {
    const row = this.#get(`SELECT ${rowColumns} FROM customer WHERE pull = ? AND id = ?`, pull, id);
    return row && customerOf(row);
  }

  /** The record as it came. Throws a {@link StoreError} (`gone`) where its bytes were lost or removed. */
  record(pull: number, id: string): Buffer | undefined {
    const row = this.#get('SELECT spool, start, length, text FROM customer WHERE pull = ? AND id = ?', pull, id);
    if (!row) return undefined;
    if (row['text'] !== null) return Buffer.from(row['text'] as string);
    return this.#guard(() => readSpan(this.#pathOf(row['spool'] as number), row['start'] as number, row['length'] as number));
  }

  /** The records of a pull as they came, those that a filter lets through, in the order of the files; an iteration of its own each. */
  records(pull: number, { filter, only, ids }: { readonly filter?: string | undefined; readonly only?: Selection | undefined; readonly ids?: readonly string[] | undefined } = {}): Generator<StoredRecords> {
    const { where, values } = condition(pull, filter, only);
    const chosen = ids ? ' AND id IN (SELECT value FROM json_each(?))' : '';
    const rows = this.#database.prepare(`SELECT spool, start, length, text FROM customer WHERE ${where}${chosen} ORDER BY spool, start`)
      .iterate(...values, ...(ids ? [JSON.stringify(ids)] : []));
    return storedRecords(rows as Iterable<unknown> as Iterable<StoredPlace>, (spool) => this.#pathOf(spool));
  }

  /** Deletes what was pulled from a connection, or all, so that it is no longer in the files either. */
  clear(connection?: string): void {
    this.#guard(() => {
      this.#transaction(() => (connection === undefined ? this.#removePulls('1') : this.#removePulls('connection = ?', connection)));
      this.#removeUnusedSpools();
      while (this.sweep());
      this.#database.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    });
  }

  /**
   * Deletes pulls that started before a moment, and the oldest while all take more than so many bytes; in that case never
   * the newest, and in no case one that runs. Their rows go with {@link sweep}.
   */
  prune({ before, bytes }: { readonly before: number; readonly bytes: number }): void {
    this.#guard(() => {
      this.touch();
      this.#transaction(() => {
        const since = Date.now() - abandonedMs;
        this.#removePulls('started_at < ? AND (ended_at IS NOT NULL OR touched_at < ?)', before, since);
        while (this.#spooledBytes() > bytes) {
          const oldest = this.#get('SELECT min(id) AS id FROM pull WHERE (ended_at IS NOT NULL OR touched_at < ?) AND id < (SELECT max(id) FROM pull)', since)!['id'];
          if (oldest === null) break;
          this.#removePulls('id = ?', Number(oldest));
        }
      });
      this.#removeUnusedSpools();
    });
  }

  /** Says that the pulls of this process go on. To be called every `touchMs`, as a server may leave one waiting for long. */
  touch(): void {
    for (const pull of this.#spools.keys()) this.#guard(() => this.#run('UPDATE pull SET touched_at = ? WHERE id = ?', Date.now(), pull));
  }

  /** Removes some rows of pulls that are gone, few enough that others can write soon. Whether there may be more. */
  sweep(): boolean {
    return this.#guard(() => this.#transaction(() => {
      // From one pull to the next by the index, for there are few of them.
      const gone = this.#get('WITH RECURSIVE stored (pull) AS (SELECT min(pull) FROM customer UNION ALL SELECT (SELECT min(pull) FROM customer WHERE pull > stored.pull) FROM stored WHERE stored.pull IS NOT NULL) SELECT pull FROM stored WHERE pull NOT IN (SELECT id FROM pull) LIMIT 1')?.['pull'] ?? null;
      if (gone === null) return false;
      this.#run('DELETE FROM customer WHERE pull = ?1 AND id IN (SELECT id FROM customer WHERE pull = ?1 LIMIT ?2)', gone, sweptRows);
      return true;
    }));
  }

  /** What records take on disk. */
  get bytesOnDisk(): number {
    return this.#spoolFiles().reduce((sum, { path }) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
  }

  /** Closes the spool files; the database is its opener's. */
  close(): void {
    for (const spool of this.#spools.values()) spool.close();
    this.#spools.clear();
  }

  #append(at: { pull: number; timeZone: string; window: number; attempt: number; spool: Spool }, bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = spans[0] ?? 0;
    // The bytes first: a row never points to what is not there.
    const base = at.spool.append(text.subarray(from, spans.at(-1) ?? 0)) - from;
    let stored = 0;
    let unreadable = 0;
    const records = new NotedRecords(text, at.timeZone, notes);
    this.#transaction(() => {
      for (let index = 0; index < spans.length; index += 2) {
        const start = spans[index]!;
        const end = spans[index + 1]!;
        const fields = records.next(start, end);
        if (fields) {
          this.#insert(fields, { pull: at.pull, window: at.window, attempt: at.attempt, spool: at.spool.id, start: base + start, length: end - start, text: null });
          stored++;
        } else if (readLoose(text.toString('utf8', start, end)).problem) unreadable++;
      }
      this.#run('UPDATE pull_window SET records = records + ? WHERE id = ?', spans.length / 2, at.window);
      this.#run('UPDATE spool SET bytes = ? WHERE id = ?', at.spool.length, at.spool.id);
      this.#touch(at.pull);
    });
    return { stored, unreadable };
  }

  /** Throws for a pull that was removed meanwhile: nobody would find what is stored for it. */
  #touch(pull: number): void {
    if (!this.#prepared('UPDATE pull SET touched_at = ? WHERE id = ?').run(Date.now(), pull).changes) throw new StoreError('gone', 'The pull was removed.');
  }

  #insert(fields: RecordFields, at: { pull: number; window: number; attempt: number; spool: number; start: number; length: number; text: string | null }): void {
    this.#run(
      'INSERT OR REPLACE INTO customer VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      at.pull, fields.id, at.window, at.attempt, fields.name, fields.phone, fields.email, fields.code, fields.city, fields.agent,
      fields.status, fields.source, fields.createdAt ?? '', fields.enquiries, fields.contacts.length, fields.search, at.spool, at.start, at.length, at.text,
    );
  }

  #addWindow(pull: number, { start, end }: DateRange): void {
    this.#run('INSERT OR IGNORE INTO pull_window (pull, range_start, range_end, attempt, done, records) VALUES (?, ?, ?, 0, 0, 0)', pull, start, end);
  }

  #removePulls(where: string, ...values: Value[]): void {
    this.#run(`DELETE FROM pull WHERE ${where}`, ...values);
  }

  #spoolOf(pull: number): Spool {
    const open = this.#spools.get(pull);
    if (open) return open;
    const id = Number(this.#get('INSERT INTO spool (id, pull, bytes) VALUES ((SELECT max(?, ifnull(max(id), 0) + 1) FROM spool), ?, 0) RETURNING id', Date.now() * 1000, pull)!['id']);
    const spool = new Spool(id, this.#pathOf(id));
    this.#spools.set(pull, spool);
    return spool;
  }

  #pathOf(spool: number): string {
    return join(this.#folder, `${spoolPrefix}${spool}`);
  }

  #spoolFiles(): { id: number; path: string }[] {
    return readdirSync(this.#folder).filter((name) => name.startsWith(spoolPrefix)).map((name) => ({ id: Number(name.slice(spoolPrefix.length)), path: join(this.#folder, name) }));
  }

  /** Files that the database knows nothing of, for their pull was removed, or the database was. */
  #removeUnusedSpools(): void {
    // Files first: another process makes a file's row before the file.
    const files = this.#spoolFiles();
    const known = new Set(this.#all('SELECT id FROM spool').map(({ id }) => id));
    for (const { path } of files.filter(({ id }) => !known.has(id))) {
      try {
        rmSync(path, { force: true });
      } catch {
        // Another process of Windows has it open; it is removed the next time.
      }
    }
  }

  #spooledBytes(): number {
    return Number(this.#get('SELECT ifnull(sum(bytes), 0) AS n FROM spool')!['n']);
  }

  #guard<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw StoreError.from(error);
    }
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // A full disk has SQLite roll back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #prepared(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }

  #run(sql: string, ...values: SQLOutputValue[]): void {
    this.#prepared(sql).run(...values);
  }

  #get(sql: string, ...values: Value[]): Row | undefined {
    return this.#prepared(sql).get(...values);
  }

  #all(sql: string, ...values: Value[]): Row[] {
    return this.#prepared(sql).all(...values);
  }
}

const spoolPrefix = 'customers.spool-';

/** A file that records are appended to, by one process. */
class Spool {
  readonly id: number;
  readonly #file: number;
  length = 0;

  constructor(id: number, path: string) {
    this.id = id;
    this.#file = openSync(path, 'wx', 0o600);
  }

  /** Where the bytes stand now. What was written of bytes that do not all fit is taken back. */
  append(bytes: Uint8Array): number {
    const start = this.length;
    try {
      for (let done = 0; done < bytes.length;) done += writeSync(this.#file, bytes, done, bytes.length - done, start + done);
    } catch (error) {
      ftruncateSync(this.#file, start);
      throw error;
    }
    this.length += bytes.length;
    return start;
  }

  close(): void {
    closeSync(this.#file);
  }
}

function readSpan(path: string, start: number, length: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(length);
    // After a power cut a row may know of more than the disk got.
    if (fstatSync(file).size < start + length || readSync(file, bytes, 0, length, start) < length || bytes[0] !== 0x7b) throw new StoreError('gone', 'The record is not there.');
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Whom a filter and selections let through, in SQL. */
export function condition(pull: number, filter = '', ...selections: readonly (Selection | undefined)[]): { where: string; values: Value[] } {
  const wanted = filter.trim().toLowerCase();
  const chosen = selections.filter((selection) => selection !== undefined);
  return {
    where: ['pull = ?', ...(wanted ? ["search LIKE ? ESCAPE '\\'"] : []), ...chosen.map(({ by }) => `${facetColumns[by]} = ?`)].join(' AND '),
    values: [pull, ...(wanted ? [`%${wanted.replace(/[\\%_]/g, '\\$&')}%`] : []), ...chosen.map(({ key }) => key)],
  };
}

function pullOf(row: Row): StoredPull {
  return {
    id: row['id'] as number, connection: row['connection'] as string, timeZone: row['time_zone'] as string,
    range: { start: row['range_start'] as string, end: row['range_end'] as string },
    startedAt: row['started_at'] as number, endedAt: (row['ended_at'] ?? undefined) as number | undefined,
  };
}

/** A row of `rowColumns`. */
export function customerOf(row: Row): CustomerRow {
  return {
    id: row['id'] as string, name: row['name'] as string, phone: row['phone'] as string, email: row['email'] as string, code: row['code'] as string,
    city: row['city'] as string, agent: row['agent'] as string, status: row['status'] as string, source: row['source'] as string,
    createdAt: (row['created_at'] as string) || undefined, enquiries: row['enquiries'] as number, contacts: row['contacts'] as number,
  };
}
