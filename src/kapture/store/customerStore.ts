import type { DatabaseSync } from 'node:sqlite';
import type { DateRange } from '../calendar.ts';
import { readLoose } from '../looseJson.ts';
import { NotedRecords, recordFields, type RecordFields } from '../pull/recordFields.ts';
import type { Appended, StoredPull, WindowWriter } from './customerShapes.ts';
import { Retention } from './retention.ts';
import type { Spool } from './spoolFiles.ts';
import type { Value } from './statements.ts';
import { guarded, StoredCustomers } from './storedCustomers.ts';
import { StoreError } from './storeError.ts';

const fieldColumns = ['name', 'phone', 'email', 'code', 'city', 'agent', 'status', 'source', 'created_at', 'enquiries', 'contacts', 'search', 'spool', 'start', 'length', 'text'];
const staysWithOther = 'customer.window <> excluded.window AND EXISTS (SELECT 1 FROM pull_window AS owner WHERE owner.id = customer.window AND owner.done = 1)';
const insertCustomer = `INSERT INTO customer (pull, id, window, attempt, ${fieldColumns.join(', ')})
  VALUES (?, ?, ?, ?, ${fieldColumns.map(() => '?').join(', ')})
  ON CONFLICT DO UPDATE SET ${fieldColumns.map((column) => `${column} = excluded.${column}`).join(', ')},
    window = iif(${staysWithOther}, customer.window, excluded.window), attempt = iif(${staysWithOther}, customer.attempt, excluded.attempt)`;

/** How often a pull that runs is to be touched, in milliseconds. */
export const touchMs = 30_000;

/**
 * The customers that were pulled, in a database that several processes may have open and in files beside it: an index of
 * what lists show in the database, and the records as they came in a spool file a writer. Throws {@link StoreError}.
 */
export class CustomerStore extends StoredCustomers {
  /** The files that this process writes, by pull. */
  readonly #open = new Map<number, Spool>();
  readonly #retention: Retention;

  /** As of {@link StoredCustomers}; `onLeft` is called when something waits for {@link sweep}. */
  constructor(database: DatabaseSync, folder: string, onLeft: () => void = () => undefined) {
    super(database, folder);
    this.#retention = new Retention(this.sql, this.spools, onLeft);
  }

  /** The most bytes that all pulls may take; more than that `append` refuses. Without a limit there is none. */
  limit(bytes: number): void {
    this.#retention.limit(bytes);
  }

  /** Starts a pull. What was pulled from the connection before stays until a window of this one is done, or it ends with something. */
  begin(connection: string, timeZone: string, range: DateRange, windows: readonly DateRange[]): StoredPull {
    return guarded(() => this.sql.transaction(() => {
      const [id, startedAt] = [this.#newId(), Date.now()];
      this.sql.run('INSERT INTO pull (id, connection, time_zone, range_start, range_end, started_at, touched_at, process) VALUES (?, ?, ?, ?, ?, ?, ?, ?)', id, connection, timeZone, range.start, range.end, startedAt, startedAt, process.pid);
      for (const window of windows) this.#addWindow(id, window);
      return { id, connection, timeZone, range, startedAt, endedAt: undefined };
    }));
  }

  /** The pull has no more to give. If it has brought nothing, it goes, and what was pulled from the connection before is the last again. */
  end(pull: number): void {
    guarded(() => {
      this.#open.get(pull)?.close();
      this.#open.delete(pull);
      this.sql.transaction(() => {
        this.sql.run('UPDATE pull SET ended_at = ? WHERE id = ?', Date.now(), pull);
        this.#retention.settle(pull);
      });
      this.#retention.removeUnusedSpools();
    });
  }

  /** Takes the records of a window, which replace those of an earlier try once they are complete. */
  openWindow({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, window: DateRange): WindowWriter {
    return guarded(() => {
      const { id, attempt, spoolId } = this.sql.transaction(() => {
        // One that ended before goes on: nobody may take it for finished.
        this.#change('UPDATE pull SET touched_at = ?, ended_at = NULL, process = ? WHERE id = ?', Date.now(), process.pid, pull);
        this.#addWindow(pull, window);
        const row = this.sql.get('UPDATE pull_window SET attempt = attempt + 1, done = 0, records = 0, failure = NULL WHERE pull = ? AND range_start = ? AND range_end = ? RETURNING id, attempt', pull, window.start, window.end)!;
        return { id: Number(row['id']), attempt: Number(row['attempt']), spoolId: this.#open.get(pull)?.id ?? this.#addSpool(pull) };
      });
      // After the row can be seen: a file without one is taken for unused.
      const spool = this.#open.get(pull) ?? this.spools.create(spoolId);
      this.#open.set(pull, spool);
      return {
        append: (bytes, spans, notes) => guarded(() => this.#append({ pull, timeZone, window: id, attempt, spool }, bytes, spans, notes)),
        end: (failure, { dropRecords = false } = {}) => guarded(() => {
          const isSettled = this.sql.transaction(() => {
            if (dropRecords) this.sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt = ?', pull, id, attempt);
            this.sql.run('UPDATE pull_window SET done = ?, failure = ? WHERE id = ?', failure ? 0 : 1, failure ? JSON.stringify(failure) : null, id);
            if (failure) return false;
            if (attempt > 1) this.sql.run('DELETE FROM customer WHERE pull = ? AND window = ? AND attempt < ?', pull, id, attempt);
            this.#removeReplaced(pull, id);
            return this.#retention.settle(pull);
          });
          if (isSettled) this.#retention.removeUnusedSpools();
        }),
      };
    });
  }

  /**
   * Has windows asked for in place of others that cover the same time. The records that those brought stay until all that
   * took their place are done: only then can none of them come again.
   */
  replaceWindows(pull: number, windows: readonly DateRange[], others: readonly DateRange[]): void {
    guarded(() => this.sql.transaction(() => {
      this.#touch(pull);
      const left = new Set<number>();
      for (const { start, end } of windows) {
        const row = this.sql.get('SELECT id, attempt FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?', pull, start, end);
        if (!row) continue;
        const id = Number(row['id']);
        if (row['attempt'] !== 0) left.add(id);
        for (const { id: earlier } of this.sql.all('SELECT id FROM replaced_window WHERE successor = ?', id)) left.add(Number(earlier));
        this.sql.run('DELETE FROM pull_window WHERE id = ?', id);
      }
      for (const other of others) {
        const successor = this.#addWindow(pull, other);
        for (const id of left) this.sql.run('INSERT OR IGNORE INTO replaced_window (successor, id) VALUES (?, ?)', successor, id);
      }
    }));
  }

  /** Puts one record, in UTF-8, in the place of the one with its id. False for a record that cannot be read. */
  put({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, text: string): boolean {
    const fields = recordFields(text, timeZone);
    if (!fields) return false;
    guarded(() => this.sql.transaction(() => {
      this.#touch(pull);
      const used = this.#retention.usedBytes;
      this.#insert(fields, { pull, window: 0, attempt: 0, spool: 0, start: 0, length: 0, text });
      // Its text is in the row, for which the room is counted with the records that were pulled.
      this.sql.run('UPDATE spool SET row_bytes = row_bytes + ? WHERE id = (SELECT min(id) FROM spool WHERE pull = ?)', this.#retention.usedBytes - used, pull);
    }));
    return true;
  }

  /** Deletes what was pulled from a connection, or all, so that it is no longer in the files either. */
  clear(connection?: string): void {
    guarded(() => {
      this.sql.transaction(() => (connection === undefined ? this.#retention.remove('1') : this.#retention.remove('connection = ?', connection)));
      this.#retention.removeUnusedSpools();
      while (this.sweep());
      this.sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    });
  }

  /**
   * Deletes pulls that started before a moment, and the oldest while all take more than so many bytes; in that case never
   * the newest, and in no case one that runs. Their rows go with {@link sweep}.
   */
  prune(limits: { readonly before: number; readonly bytes: number }): void {
    guarded(() => {
      this.touch();
      this.#retention.prune(limits);
    });
  }

  /** Says that the pulls of this process go on. To be called every `touchMs`, as a server may leave one waiting for long. */
  touch(): void {
    for (const pull of this.#open.keys()) guarded(() => this.sql.run('UPDATE pull SET touched_at = ? WHERE id = ?', Date.now(), pull));
  }

  /** Removes some of what is left of pulls that are gone, little enough that others can write soon. Whether there may be more. */
  sweep(): boolean {
    return guarded(() => this.#retention.sweep(!this.#open.size));
  }

  /** Closes the spool files; the database is its opener's. */
  close(): void {
    for (const spool of this.#open.values()) spool.close();
    this.#open.clear();
  }

  #append(at: { pull: number; timeZone: string; window: number; attempt: number; spool: Spool }, bytes: Uint8Array, spans: readonly number[], notes?: Int32Array): Appended {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = spans[0] ?? 0;
    this.#retention.makeRoom(at.pull, (spans.at(-1) ?? 0) - from);
    // The bytes first: a row never points to what is not there.
    const base = at.spool.append(text.subarray(from, spans.at(-1) ?? 0)) - from;
    let stored = 0;
    let unreadable = 0;
    let withoutId = 0;
    const records = new NotedRecords(text, at.timeZone, notes);
    this.sql.transaction(() => {
      const used = this.#retention.usedBytes;
      for (let index = 0; index < spans.length; index += 2) {
        const start = spans[index]!;
        const end = spans[index + 1]!;
        const fields = records.next(start, end);
        if (fields) {
          this.#insert(fields, { pull: at.pull, window: at.window, attempt: at.attempt, spool: at.spool.id, start: base + start, length: end - start, text: null });
          stored++;
        } else if (readLoose(text.toString('utf8', start, end)).problem) unreadable++;
        else withoutId++;
      }
      this.sql.run('UPDATE pull_window SET records = records + ? WHERE id = ?', spans.length / 2, at.window);
      this.sql.run('UPDATE spool SET bytes = ?, row_bytes = row_bytes + ? WHERE id = ?', at.spool.length, this.#retention.usedBytes - used, at.spool.id);
      this.#touch(at.pull);
    });
    return { stored, unreadable, withoutId };
  }

  #touch(pull: number): void {
    this.#change('UPDATE pull SET touched_at = ? WHERE id = ?', Date.now(), pull);
  }

  /** Throws for a pull that was removed meanwhile: nobody would find what is stored for it. */
  #change(sql: string, ...values: Value[]): void {
    if (!this.sql.run(sql, ...values)) throw new StoreError('gone', 'The pull was removed.');
  }

  /** A customer of two windows stays with the one that is done: another try of the other must not take it away. */
  #insert(fields: RecordFields, at: { pull: number; window: number; attempt: number; spool: number; start: number; length: number; text: string | null }): void {
    this.sql.run(
      insertCustomer,
      at.pull, fields.id, at.window, at.attempt, fields.name, fields.phone, fields.email, fields.code, fields.city, fields.agent,
      fields.status, fields.source, fields.createdAt ?? '', fields.enquiries, fields.contacts.length, fields.search, at.spool, at.start, at.length, at.text,
    );
  }

  /** Its id; where it is there already, the one it has. */
  #addWindow(pull: number, { start, end }: DateRange): number {
    const row = this.sql.get('SELECT id FROM pull_window WHERE pull = ? AND range_start = ? AND range_end = ?', pull, start, end);
    if (row) return Number(row['id']);
    const id = this.#newId();
    this.sql.run('INSERT INTO pull_window (id, pull, range_start, range_end, attempt, done, records) VALUES (?, ?, ?, ?, 0, 0, 0)', id, pull, start, end);
    return id;
  }

  #addSpool(pull: number): number {
    const id = this.#newId();
    this.sql.run('INSERT INTO spool (id, pull, bytes) VALUES (?, ?, 0)', id, pull);
    return id;
  }

  /** The moment in microseconds, or one more than the last: one of an earlier database does not come again either. */
  #newId(): number {
    return Number(this.sql.get('UPDATE newest_id SET id = max(id + 1, ?) RETURNING id', Date.now() * 1000)!['id']);
  }

  /** The rows of windows that this one took the place of, unless others did too that are not done. */
  #removeReplaced(pull: number, successor: number): void {
    const replaced = this.sql.all('DELETE FROM replaced_window WHERE successor = ? RETURNING id', successor)
      .filter(({ id }) => !this.sql.get('SELECT 1 FROM replaced_window WHERE id = ?', id as number)).map(({ id }) => id as number);
    if (replaced.length) this.sql.run('DELETE FROM customer WHERE pull = ? AND window IN (SELECT value FROM json_each(?))', pull, JSON.stringify(replaced));
  }
}
