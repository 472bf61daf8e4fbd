import type { DatabaseSync } from 'node:sqlite';
import type { ListModule } from '../catalogue/operation.ts';
import { endOf, startOf, type DateRange } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';
import { FieldReader, recordFields } from '../records/fieldReader.ts';
import { recordColumns } from '../records/recordColumns.ts';
import type { Appended, PeriodOptions, PeriodWriter, PullKey, PullSource, StoredPull } from './customerShapes.ts';
import { fetchedSeparately, insertCustomer, newId, type PeriodAttempt } from './customerTables.ts';
import { FieldLearning } from './fieldLearning.ts';
import { Retention } from './retention.ts';
import type { Spool } from './spoolFiles.ts';
import { withStoreErrors, StoredCustomers } from './storedCustomers.ts';
import { StoreError } from './storeError.ts';

/** The index of the create date in the values of a record. */
const createdAt = Object.keys(recordColumns).indexOf('createdAt');

/** The attempt that records are appended to. */
interface AppendedTo extends PeriodAttempt {
  readonly reader: FieldReader;
  readonly spool: Spool;
  /** The first and the last second at which a stored record may have been created; any if undefined. */
  readonly within: DateRange | undefined;
}

function isOutside(created: unknown, { start, end }: DateRange): boolean {
  return typeof created === 'string' && created !== '' && (created < start || created > end);
}

/**
 * Stores pulled customers in a database, which several processes can use, and in files next to it: the database has the
 * values that lists show, and a spool file for each writer has the unchanged records. Throws {@link StoreError}.
 */
export class CustomerStore extends StoredCustomers {
  /** The spool files that this process writes, by pull. */
  readonly #open = new Map<number, Spool>();
  readonly #retention: Retention;
  #reader: { readonly key: string; readonly reader: FieldReader } | undefined;
  readonly fields: FieldLearning;

  /** See the parameters of {@link StoredCustomers} and {@link Retention}. */
  constructor(
    database: DatabaseSync,
    folder: string,
    onRemoved: () => void = () => undefined,
    isCurrentFile: () => boolean = () => true,
  ) {
    super(database, folder);
    this.#retention = new Retention(this.sql, this.spools, onRemoved, isCurrentFile);
    this.fields = new FieldLearning(this.sql, this);
  }

  /** Sets the storage limit of all pulls together; `append` fails beyond it. There is no limit by default. */
  limit(bytes: number): void {
    this.#retention.limit(bytes);
  }

  /** Starts a pull. The tenant's earlier pull of the module stays until this one has a result and ends. */
  begin(
    source: PullSource,
    range: DateRange,
    periods: readonly DateRange[],
    module: ListModule = 'customer',
  ): StoredPull {
    const { tenant, connection, timeZone } = source;
    return withStoreErrors(() =>
      this.sql.transaction(() => {
        const [id, startedAt] = [newId(this.sql), Date.now()];
        this.sql.run(
          'INSERT INTO pull (id, module, tenant, connection, time_zone, range_start, range_end, started_at, process) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          id,
          module,
          tenant,
          connection,
          timeZone,
          range.start,
          range.end,
          startedAt,
          process.pid,
        );
        for (const period of periods) this.#addPeriod(id, period);
        return {
          id,
          module,
          tenant,
          connection,
          timeZone,
          range,
          startedAt,
          endedAt: undefined,
          process: process.pid,
        };
      }),
    );
  }

  /**
   * Ends a pull. With a result, it replaces the tenant's earlier pull of the module. Otherwise it is removed if there
   * is another.
   */
  end(pull: number): void {
    withStoreErrors(() => {
      this.#open.get(pull)?.close();
      this.#open.delete(pull);
      this.sql.transaction(() => {
        const ended = this.sql.get(
          'UPDATE pull SET ended_at = ? WHERE id = ? RETURNING tenant, module',
          Date.now(),
          pull,
        );
        if (!ended) return;
        const [tenant, module] = [ended['tenant'] as string, ended['module'] as ListModule];
        this.#retention.removeOthers(tenant, module, this.last(tenant, module)?.id ?? 0);
      });
      this.#retention.removeUnusedSpools();
    });
  }

  /** Starts an attempt to pull a period. Its records replace those of earlier attempts once they are complete. */
  openPeriod(
    { id: pull, module, timeZone }: PullKey,
    period: DateRange,
    { onlyWithin = false }: PeriodOptions = {},
  ): PeriodWriter {
    const within = onlyWithin ? { start: startOf(period.start), end: endOf(period.end) } : undefined;
    return withStoreErrors(() => {
      const { at, spoolId } = this.sql.transaction(() => {
        // An ended pull continues, so it must not count as finished.
        const begun = this.sql.get(
          'UPDATE pull SET ended_at = NULL, process = ? WHERE id = ? RETURNING id',
          process.pid,
          pull,
        );
        if (!begun) throw removedPull();
        const spoolId = this.#open.get(pull)?.id ?? this.#addSpool(pull);
        return { at: this.#beginAttempt(pull, period), spoolId };
      });
      // The file is created after its row is visible, because a file without a row counts as unused.
      const spool = this.#open.get(pull) ?? this.spools.create(spoolId);
      this.#open.set(pull, spool);
      return {
        append: (bytes, spans) =>
          withStoreErrors(() =>
            this.#append({ ...at, reader: this.#readerFor(module, timeZone), spool, within }, bytes, spans),
          ),
        end: (failure, { dropRecords = false } = {}) =>
          withStoreErrors(() =>
            this.sql.transaction(() => this.#counted(pull, () => this.#endAttempt(at, failure, dropRecords))),
          ),
      };
    });
  }

  /** Replaces periods with others that cover the same time. The records of the replaced periods stay. */
  replacePeriods(pull: number, periods: readonly DateRange[], others: readonly DateRange[]): void {
    withStoreErrors(() =>
      this.sql.transaction(() => {
        this.#refuseRemoved(pull);
        for (const { start, end } of periods)
          this.sql.run('DELETE FROM period WHERE pull = ? AND range_start = ? AND range_end = ?', pull, start, end);
        for (const other of others) this.#addPeriod(pull, other);
      }),
    );
  }

  /** Inserts a record or replaces the one with the same id. False if it is not a JSON object with an id. */
  put({ id: pull, module, timeZone }: PullKey, text: string): boolean {
    const fields = recordFields(text, module, timeZone);
    if (!fields) return false;
    withStoreErrors(() => {
      const pulled = this.placeOf(pull, fields.id);
      // A replacement ignores the limit, because an outdated record must not be shown.
      if (!pulled) this.#retention.makeRoom(pull, Buffer.byteLength(text));
      this.sql.transaction(() => {
        this.#refuseRemoved(pull);
        this.#counted(pull, () =>
          insertCustomer(this.sql, fields, {
            pull,
            period: fetchedSeparately,
            attempt: Date.now(),
            begunAt: Infinity,
            // The pulled record stays in its spool file, and can still be read.
            spool: pulled?.spool ?? 0,
            start: pulled?.start ?? 0,
            length: pulled?.length ?? 0,
            text,
          }),
        );
      });
    });
    return true;
  }

  /** Deletes the pulls and fields of a tenant, or of all tenants, and erases them from the files. */
  clear(tenant?: string): void {
    this.fields.forget(tenant);
    withStoreErrors(() => {
      this.sql.transaction(() =>
        tenant === undefined ? this.#retention.remove('1') : this.#retention.remove('tenant = ?', tenant),
      );
      this.#retention.removeUnusedSpools();
      while (this.sweep());
      this.sql.exec('PRAGMA incremental_vacuum; PRAGMA wal_checkpoint(TRUNCATE);');
    });
  }

  /**
   * Removes pulls that started before a time in milliseconds, and the oldest while all together exceed `bytes`, but
   * never the newest or a running one. {@link sweep} deletes their rows.
   */
  prune(limits: { readonly before: number; readonly bytes: number }): void {
    withStoreErrors(() => this.#retention.prune(limits));
  }

  /**
   * Deletes some rows of removed pulls, few enough not to block other writers for long. Returns whether there may be
   * more.
   */
  sweep(): boolean {
    return withStoreErrors(() => this.#retention.sweep(!this.#open.size));
  }

  /** Closes the spool files, but not the database. */
  close(): void {
    for (const spool of this.#open.values()) spool.close();
    this.#open.clear();
  }

  #append({ reader, spool, within, ...at }: AppendedTo, bytes: Uint8Array, spans: readonly number[]): Appended {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    const from = spans[0] ?? 0;
    this.#retention.makeRoom(at.pull, (spans.at(-1) ?? 0) - from);
    // Bytes are written first, so that a row never refers to missing bytes.
    const base = spool.append(text.subarray(from, spans.at(-1) ?? 0)) - from;
    let stored = 0;
    let unreadable = 0;
    let withoutId = 0;
    let outside = 0;
    // This object is reused, because creating one for each record costs as much as a column.
    const place = { ...at, spool: spool.id, start: 0, length: 0, text: null };
    const insert = (): void => {
      for (let index = 0; index < spans.length; index += 2) {
        const start = spans[index]!;
        const end = spans[index + 1]!;
        const fields = reader.read(text, start, end);
        if (fields && within && isOutside(fields.values[createdAt], within)) outside++;
        else if (fields) {
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
      this.sql.run(
        'UPDATE period SET records = records + ?, without_id = without_id + ? WHERE id = ?',
        spans.length / 2 - outside,
        withoutId,
        at.period,
      );
      this.sql.run('UPDATE spool SET bytes = ? WHERE id = ?', spool.length, spool.id);
      this.#refuseRemoved(at.pull);
    });
    return { stored, unreadable, withoutId, outside };
  }

  /** The reader is kept, because it knows the fields of the records that it has read. */
  #readerFor(module: ListModule, zone: string): FieldReader {
    const key = `${module} ${zone}`;
    if (this.#reader?.key !== key) this.#reader = { key, reader: new FieldReader(module, zone) };
    return this.#reader.reader;
  }

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

  /** Adds a period unless it exists. Returns its id. */
  #addPeriod(pull: number, { start, end }: DateRange): number {
    const row = this.sql.get(
      'SELECT id FROM period WHERE pull = ? AND range_start = ? AND range_end = ?',
      pull,
      start,
      end,
    );
    if (row) return Number(row['id']);
    const id = newId(this.sql);
    this.sql.run(
      'INSERT INTO period (id, pull, range_start, range_end, attempt, is_done, records, without_id) VALUES (?, ?, ?, ?, 0, 0, 0, 0)',
      id,
      pull,
      start,
      end,
    );
    return id;
  }

  /** Begins the next attempt. The records of earlier attempts stay until it is complete. */
  #beginAttempt(pull: number, range: DateRange): PeriodAttempt {
    const { id, attempt } = this.sql.get(
      'UPDATE period SET attempt = attempt + 1, is_done = 0, records = 0, without_id = 0, failure = NULL WHERE id = ? RETURNING id, attempt',
      this.#addPeriod(pull, range),
    )!;
    return { pull, period: Number(id), attempt: Number(attempt), begunAt: Date.now() };
  }

  #endAttempt({ pull, period, attempt }: PeriodAttempt, failure: object | undefined, dropRecords: boolean): void {
    const ofPeriod = 'DELETE FROM customer WHERE pull = ? AND period = ? AND attempt';
    if (dropRecords) this.sql.run(`${ofPeriod} = ?`, pull, period, attempt);
    this.sql.run(
      'UPDATE period SET is_done = ?, failure = ? WHERE id = ?',
      Number(!failure),
      failure ? JSON.stringify(failure) : null,
      period,
    );
    if (!failure && attempt > 1) this.sql.run(`${ofPeriod} < ?`, pull, period, attempt);
  }

  /** Throws if the pull was removed in the meantime, because its customers could no longer be found. */
  #refuseRemoved(pull: number): void {
    if (!this.sql.get('SELECT 1 FROM pull WHERE id = ?', pull)) throw removedPull();
  }

  #addSpool(pull: number): number {
    const id = newId(this.sql);
    this.sql.run('INSERT INTO spool (id, pull, bytes, row_bytes) VALUES (?, ?, 0, 0)', id, pull);
    return id;
  }
}

function removedPull(): StoreError {
  return new StoreError('gone', 'The pull was removed.');
}
