import type { DatabaseSync } from 'node:sqlite';
import type { DateRange } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { NotedRecords, recordFields } from '../pull/notedRecords.ts';
import { recordColumns } from '../records/recordColumns.ts';
import { addColumns } from './addColumns.ts';
import type { Appended, PullSource, StoredPull, WindowWriter } from './customerShapes.ts';
import { gotAlone, insertCustomer } from './insertCustomer.ts';
import { newId } from './newId.ts';
import { PullWindows, type WindowAttempt } from './pullWindows.ts';
import { Retention } from './retention.ts';
import type { Spool } from './spoolFiles.ts';
import type { Value } from './statements.ts';
import { guarded, StoredCustomers } from './storedCustomers.ts';
import { StoreError } from './storeError.ts';

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
  readonly #windows: PullWindows;

  /** As of {@link StoredCustomers}; `onLeft` and `isInPlace` as of {@link Retention}. */
  constructor(
    database: DatabaseSync,
    folder: string,
    onLeft: () => void = () => undefined,
    isInPlace: () => boolean = () => true,
  ) {
    super(database, folder);
    guarded(() => addColumns(this.sql, recordColumns));
    this.#retention = new Retention(this.sql, this.spools, onLeft, isInPlace);
    this.#windows = new PullWindows(this.sql);
  }

  /** The most bytes that all pulls may take; more than that `append` refuses. Without a limit there is none. */
  limit(bytes: number): void {
    this.#retention.limit(bytes);
  }

  /** Starts a pull. The tenant's earlier pull with customers stays until this one is complete. */
  begin(source: PullSource, range: DateRange, windows: readonly DateRange[]): StoredPull {
    const { tenant, connection, timeZone } = source;
    return guarded(() =>
      this.sql.transaction(() => {
        const [id, startedAt] = [newId(this.sql), Date.now()];
        this.sql.run(
          'INSERT INTO pull (id, tenant, connection, time_zone, range_start, range_end, started_at, touched_at, process) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          id,
          tenant,
          connection,
          timeZone,
          range.start,
          range.end,
          startedAt,
          startedAt,
          process.pid,
        );
        for (const window of windows) this.#windows.add(id, window);
        return { id, tenant, connection, timeZone, range, startedAt, endedAt: undefined };
      }),
    );
  }

  /**
   * The pull has no more to give. If it has brought nothing, it goes, and the tenant's earlier pull is the last again. One that `takesPlace` does so with whatever it has brought, also of what was whole.
   */
  end(pull: number, { takesPlace = false } = {}): void {
    guarded(() => {
      this.#open.get(pull)?.close();
      this.#open.delete(pull);
      this.sql.transaction(() => {
        this.sql.run('UPDATE pull SET ended_at = ? WHERE id = ?', Date.now(), pull);
        this.#retention.settle(pull, takesPlace);
      });
      this.#retention.removeUnusedSpools();
    });
  }

  /** The pull is the one to be shown from now on: the tenant's other finished pulls go. */
  keep(pull: number): void {
    guarded(() => {
      this.sql.transaction(() => this.#retention.settle(pull, true));
      this.#retention.removeUnusedSpools();
    });
  }

  /** Takes the records of a window, which replace those of an earlier try once they are complete. */
  openWindow({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, window: DateRange): WindowWriter {
    return guarded(() => {
      const { at, spoolId } = this.sql.transaction(() => {
        // One that ended before goes on: nobody may take it for finished.
        this.#change(
          'UPDATE pull SET touched_at = ?, ended_at = NULL, process = ? WHERE id = ?',
          Date.now(),
          process.pid,
          pull,
        );
        return { at: this.#windows.begin(pull, window), spoolId: this.#open.get(pull)?.id ?? this.#addSpool(pull) };
      });
      // After the row can be seen: a file without one is taken for unused.
      const spool = this.#open.get(pull) ?? this.spools.create(spoolId);
      this.#open.set(pull, spool);
      return {
        append: (bytes, spans, notes) => guarded(() => this.#append({ ...at, timeZone, spool }, bytes, spans, notes)),
        end: (failure, { dropRecords = false } = {}) =>
          guarded(() => {
            const isSettled = this.sql.transaction(
              () =>
                this.#counted(pull, () => this.#windows.end(at, failure, dropRecords)) && this.#retention.settle(pull),
            );
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
    guarded(() =>
      this.sql.transaction(() => {
        this.#touch(pull);
        this.#windows.replace(pull, windows, others);
      }),
    );
  }

  /** Puts one record, in UTF-8, in the place of the one with its id. False for a record that cannot be read. */
  put({ id: pull, timeZone }: Pick<StoredPull, 'id' | 'timeZone'>, text: string): boolean {
    const fields = recordFields(text, timeZone);
    if (!fields) return false;
    guarded(() => {
      // What takes the place of another has to: what is shown must not be older than what is known.
      if (!this.sql.get('SELECT 1 FROM customer WHERE pull = ? AND id = ?', pull, fields.id))
        this.#retention.makeRoom(pull, Buffer.byteLength(text));
      this.sql.transaction(() => {
        this.#touch(pull);
        this.#counted(pull, () =>
          insertCustomer(this.sql, fields, {
            pull,
            window: gotAlone,
            attempt: Date.now(),
            begunAt: Infinity,
            spool: 0,
            start: 0,
            length: 0,
            text,
          }),
        );
      });
    });
    return true;
  }

  /**
   * Gives the pulls that an older version stored to the tenants that connections of those names lead to; whether there were
   * any. The others wait for a usable connection of their name.
   */
  adoptPulls(tenants: Readonly<Record<string, string>>): boolean {
    return guarded(() => {
      if (!this.sql.get('SELECT 1 FROM pull WHERE tenant IS NULL LIMIT 1')) return false;
      let adopted = 0;
      this.sql.transaction(() => {
        for (const [name, tenant] of Object.entries(tenants))
          adopted += this.sql.run('UPDATE pull SET tenant = ? WHERE tenant IS NULL AND connection = ?', tenant, name);
      });
      return adopted > 0;
    });
  }

  /**
   * Has waiting pulls of connections that are not among these names belong to no tenant: a connection that gets such a name
   * later may lead to another. Once for each database, because a name can be missing for a moment while settings are edited.
   */
  abandonPulls(names: readonly string[]): void {
    guarded(() => {
      if (this.sql.get('SELECT 1 FROM abandoned_pulls')) return;
      this.sql.transaction(() => {
        // Another window may have done it meanwhile.
        if (!this.sql.run('INSERT INTO abandoned_pulls (once) VALUES (1) ON CONFLICT DO NOTHING')) return;
        this.sql.run(
          "UPDATE pull SET tenant = '' WHERE tenant IS NULL AND connection NOT IN (SELECT value FROM json_each(?))",
          JSON.stringify(names),
        );
      });
    });
  }

  /** Deletes what was pulled from a tenant, or all, so that it is no longer in the files either. */
  clear(tenant?: string): void {
    guarded(() => {
      this.discard(tenant);
      while (this.sweep());
      this.sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    });
  }

  /** The first step of {@link clear}: nothing of it is shown from now on, and its rows go with {@link sweep}. */
  discard(tenant?: string): void {
    guarded(() => {
      this.sql.transaction(() =>
        tenant === undefined ? this.#retention.remove('1') : this.#retention.remove('tenant = ?', tenant),
      );
      this.#retention.removeUnusedSpools();
    });
  }

  /** The next step, as short as one of {@link sweep}: whether there may be more, and how many rows this store has swept so far. */
  sweepRows(): { readonly isMore: boolean; readonly swept: number } {
    return guarded(() => ({ isMore: this.#retention.sweepRows(), swept: this.#retention.swept }));
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
    for (const pull of this.#open.keys())
      guarded(() => this.sql.run('UPDATE pull SET touched_at = ? WHERE id = ?', Date.now(), pull));
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

  #append(
    { timeZone, spool, ...at }: WindowAttempt & { readonly timeZone: string; readonly spool: Spool },
    bytes: Uint8Array,
    spans: readonly number[],
    notes?: Int32Array,
  ): Appended {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = spans[0] ?? 0;
    this.#retention.makeRoom(at.pull, (spans.at(-1) ?? 0) - from);
    // The bytes first: a row never points to what is not there.
    const base = spool.append(text.subarray(from, spans.at(-1) ?? 0)) - from;
    let stored = 0;
    let unreadable = 0;
    let withoutId = 0;
    const records = new NotedRecords(text, timeZone, notes);
    // One for all: to make one for each costs as much as a column.
    const place = { ...at, spool: spool.id, start: 0, length: 0, text: null };
    const insert = (): void => {
      for (let index = 0; index < spans.length; index += 2) {
        const start = spans[index]!;
        const end = spans[index + 1]!;
        const fields = records.next(start, end);
        if (fields) {
          place.start = base + start;
          place.length = end - start;
          insertCustomer(this.sql, fields, place);
          stored++;
        } else if (readLoose(text.toString('utf8', start, end)).problem) unreadable++;
        else withoutId++;
      }
    };
    this.sql.transaction(() => {
      this.#counted(at.pull, insert);
      this.#windows.came(at, spans.length / 2);
      this.sql.run('UPDATE spool SET bytes = ? WHERE id = ?', spool.length, spool.id);
      this.#touch(at.pull);
    });
    return { stored, unreadable, withoutId };
  }

  /** Counts what rows take, or leave, in the database with their pull. */
  #counted<Result>(pull: number, change: () => Result): Result {
    const used = this.#retention.usedBytes;
    const result = change();
    const more = this.#retention.usedBytes - used;
    const count = (spool: number): boolean =>
      this.sql.run('UPDATE spool SET row_bytes = row_bytes + ? WHERE id = ?', more, spool) > 0;
    if (more && !count(Number(this.sql.get('SELECT min(id) AS id FROM spool WHERE pull = ?', pull)!['id'])))
      count(this.#addSpool(pull));
    return result;
  }

  #touch(pull: number): void {
    this.#change('UPDATE pull SET touched_at = ? WHERE id = ?', Date.now(), pull);
  }

  /** Throws for a pull that was removed meanwhile: nobody would find what is stored for it. */
  #change(sql: string, ...values: Value[]): void {
    if (!this.sql.run(sql, ...values)) throw new StoreError('gone', 'The pull was removed.');
  }

  #addSpool(pull: number): number {
    const id = newId(this.sql);
    this.sql.run('INSERT INTO spool (id, pull, bytes) VALUES (?, ?, 0)', id, pull);
    return id;
  }
}
