import type { DatabaseSync } from 'node:sqlite';
import type { ListModule } from '../catalogue/operation.ts';
import {
  addFilterFunctions,
  condition,
  customerOf,
  facetColumns,
  groupOrder,
  listOrder,
  rowColumns,
  sortOrders,
} from './customerSql.ts';
import type {
  CustomerPage,
  CustomerRow,
  Group,
  Grouping,
  StoredSize,
  ListOrder,
  Selection,
  StoredPull,
  StoredPeriod,
} from './customerShapes.ts';
import { addRunningFunction, hasResult } from './retention.ts';
import { SpoolFiles, storedRecords, type StoredPlace, type StoredRecords } from './spoolFiles.ts';
import { Statements, type Row } from './statements.ts';
import { StoreError } from './storeError.ts';

export class StoredCustomers {
  protected readonly sql: Statements;
  protected readonly spools: SpoolFiles;

  /** `folder` has the spool files; it must exist. */
  constructor(database: DatabaseSync, folder: string) {
    addFilterFunctions(database);
    addRunningFunction(database);
    this.sql = new Statements(database);
    this.spools = new SpoolFiles(folder);
  }

  /** The newest pull of a module of a tenant with a result or, if none has one, the newest. */
  last(tenant: string, module: ListModule = 'customer'): StoredPull | undefined {
    const row = this.sql.get(
      `SELECT * FROM pull WHERE tenant = ? AND module = ? ORDER BY ${hasResult} DESC, id DESC LIMIT 1`,
      tenant,
      module,
    );
    return row && pullOf(row);
  }

  /** The periods of a pull, newest first. */
  periods(pull: number): StoredPeriod[] {
    return this.sql.all('SELECT * FROM period WHERE pull = ? ORDER BY range_start DESC', pull).map((row) => ({
      period: { start: row['range_start'] as string, end: row['range_end'] as string },
      isDone: row['is_done'] === 1,
      records: row['records'] as number,
      withoutId: row['without_id'] as number,
      failure: row['failure'] === null ? undefined : (JSON.parse(row['failure'] as string) as unknown),
    }));
  }

  count(pull: number, filter?: string, only?: Selection): number {
    const { where, values } = condition(pull, filter, only);
    return Number(this.sql.get(`SELECT count(*) AS n FROM customer WHERE ${where}`, ...values)!['n']);
  }

  /** Groups of customers: days newest first, others by name. */
  groups(pull: number, by: Grouping, filter?: string, only?: Selection): Group[] {
    const { where, values } = condition(pull, filter, only);
    return this.sql
      .all(
        `SELECT ${facetColumns[by]} AS key, count(*) AS n FROM customer WHERE ${where} GROUP BY 1 ORDER BY ${groupOrder(by, 'key')}`,
        ...values,
      )
      .map((row) => ({ key: row['key'] as string, count: row['n'] as number }));
  }

  page(pull: number, { group, only, filter, sort = 'newest', limit, offset = 0 }: CustomerPage): CustomerRow[] {
    const { where, values } = condition(pull, filter, group, only);
    return this.sql
      .all(
        `SELECT ${rowColumns} FROM customer WHERE ${where} ORDER BY ${sortOrders[sort]} LIMIT ? OFFSET ?`,
        ...values,
        limit,
        offset,
      )
      .map(customerOf);
  }

  find(pull: number, id: string): CustomerRow | undefined {
    const row = this.sql.get(`SELECT ${rowColumns} FROM customer WHERE pull = ? AND id = ?`, pull, id);
    return row && customerOf(row);
  }

  /**
   * The unchanged record; undefined if there is none. Throws a {@link StoreError} (`gone`) if its bytes are missing.
   */
  record(pull: number, id: string): Buffer | undefined {
    const place = this.placeOf(pull, id);
    if (!place) return undefined;
    return place.text === null ? this.#recordAt(place) : Buffer.from(place.text);
  }

  /**
   * A record as it was pulled, even if it was fetched separately since. Undefined if it was not pulled, but added by a
   * request.
   */
  pulledRecord(pull: number, id: string): Buffer | undefined {
    const place = this.placeOf(pull, id);
    return place && place.spool > 0 ? this.#recordAt(place) : undefined;
  }

  /** Where a record is stored. */
  protected placeOf(pull: number, id: string): StoredPlace | undefined {
    const row = this.sql.get('SELECT spool, start, length, text FROM customer WHERE pull = ? AND id = ?', pull, id);
    return row as StoredPlace | undefined;
  }

  #recordAt({ spool, start, length }: StoredPlace): Buffer {
    return withStoreErrors(() => this.spools.read(spool, start, length));
  }

  /**
   * The unchanged records of a pull that match a filter, in the order of a list or, by default, of the files. Throws a
   * {@link StoreError} (`gone`) if the pull was removed, because no records would mean that none match.
   */
  records(
    pull: number,
    {
      filter,
      only,
      ids,
      order,
    }: {
      readonly filter?: string | undefined;
      readonly only?: Selection | undefined;
      readonly ids?: readonly string[] | undefined;
      readonly order?: ListOrder | undefined;
    } = {},
  ): Generator<StoredRecords> {
    if (!this.sql.get('SELECT 1 FROM pull WHERE id = ?', pull)) throw new StoreError('gone', 'The pull was removed.');
    const { where, values } = condition(pull, filter, only);
    const chosen = ids ? ' AND id IN (SELECT value FROM json_each(?))' : '';
    const rows = this.sql.iterate(
      `SELECT spool, start, length, text FROM customer WHERE ${where}${chosen} ORDER BY ${order ? listOrder(order) : 'spool, start'}`,
      ...values,
      ...(ids ? [JSON.stringify(ids)] : []),
    );
    return storedRecords(rows as Iterable<unknown> as Iterable<StoredPlace>, (spool) => this.spools.pathOf(spool));
  }

  /** Where the records of a pull are stored, in the order of the files. */
  places(pull: number): StoredPlace[] {
    return this.sql
      .all('SELECT spool, start, length, text FROM customer WHERE pull = ? ORDER BY spool, start', pull)
      .map((row) => row as unknown as StoredPlace);
  }

  pathOf(spool: number): string {
    return this.spools.pathOf(spool);
  }

  /** Size of a pull's customers on disk. */
  bytesOf(pull: number): number {
    return Number(this.sql.get('SELECT ifnull(sum(bytes + row_bytes), 0) AS n FROM spool WHERE pull = ?', pull)!['n']);
  }

  /** The stored records of a tenant, or of all tenants. */
  kept(tenant?: string): StoredSize {
    const [where, values] = tenant === undefined ? ['1', []] : ['tenant = ?', [tenant]];
    const records = this.sql.get(
      `SELECT count(*) AS n FROM (SELECT DISTINCT tenant, module, customer.id FROM customer JOIN pull ON pull.id = customer.pull WHERE ${where})`,
      ...values,
    );
    const bytes =
      tenant === undefined
        ? this.bytesOnDisk
        : this.sql
            .all('SELECT id FROM pull WHERE tenant = ?', tenant)
            .reduce((sum, { id }) => sum + this.bytesOf(Number(id)), 0);
    return { records: Number(records!['n']), bytes };
  }

  /** Size of all pulled customers on disk: their records, and their rows in the database. */
  get bytesOnDisk(): number {
    return this.spools.bytes + Number(this.sql.get('SELECT ifnull(sum(row_bytes), 0) AS n FROM spool')!['n']);
  }
}

/** Runs `work`, and converts errors of SQLite and the file system to a {@link StoreError}. */
export function withStoreErrors<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw StoreError.from(error);
  }
}

function pullOf(row: Row): StoredPull {
  return {
    id: row['id'] as number,
    module: row['module'] as ListModule,
    tenant: row['tenant'] as string,
    connection: row['connection'] as string,
    timeZone: row['time_zone'] as string,
    range: { start: row['range_start'] as string, end: row['range_end'] as string },
    startedAt: row['started_at'] as number,
    endedAt: (row['ended_at'] ?? undefined) as number | undefined,
    process: row['process'] as number,
  };
}
