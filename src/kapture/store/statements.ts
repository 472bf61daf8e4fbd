import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;
export type Value = string | number | bigint | null;

/** Runs SQL on a database. Each statement is prepared once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** Runs a statement. Returns the number of changed rows. */
  run(sql: string, ...values: readonly SQLOutputValue[]): number {
    return Number(this.prepared(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.prepared(sql).get(...values);
  }

  all(sql: string, ...values: readonly Value[]): Row[] {
    return this.prepared(sql).all(...values);
  }

  /** Iterates over rows, with a separate statement, so that several iterations can be active. */
  iterate(sql: string, ...values: readonly Value[]): Iterable<Row> {
    return this.#database.prepare(sql).iterate(...values);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs `work` in a transaction; other writers wait. Rolls back if it throws. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = work();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      // SQLite rolls back automatically if the disk is full.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  prepared(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) this.#prepared.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}
