import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;
export type Value = string | number | bigint | null;

/** The statements of a database, each prepared once. */
export class Statements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, StatementSync>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /** How many rows were changed. */
  run(sql: string, ...values: readonly SQLOutputValue[]): number {
    return Number(this.prepared(sql).run(...values).changes);
  }

  get(sql: string, ...values: readonly Value[]): Row | undefined {
    return this.prepared(sql).get(...values);
  }

  all(sql: string, ...values: readonly Value[]): Row[] {
    return this.prepared(sql).all(...values);
  }

  /** Row by row. An iteration of its own each: others may go on meanwhile. */
  iterate(sql: string, ...values: readonly Value[]): Iterable<Row> {
    return this.#database.prepare(sql).iterate(...values);
  }

  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Writes at once what belongs together; another process waits. */
  transaction<Result>(work: () => Result): Result {
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

  prepared(sql: string): StatementSync {
    let statement = this.#prepared.get(sql);
    if (!statement) this.#prepared.set(sql, (statement = this.#database.prepare(sql)));
    return statement;
  }
}
