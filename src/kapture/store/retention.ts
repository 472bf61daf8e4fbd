import type { DatabaseSync } from 'node:sqlite';
import type { ListModule } from '../catalogue/operation.ts';
import { isProcessRunning } from './isAlive.ts';
import type { SpoolFiles } from './spoolFiles.ts';
import type { Statements, Value } from './statements.ts';
import { StoreError } from './storeError.ts';

/** Maximum number of rows to delete at once, because it blocks other writers: about 10 ms. */
const sweptRows = 5000;
/** Maximum number of free pages to release at once, for the same reason. */
const vacuumedPages = 64;

/** SQL: the pull has ended, or its process has. */
const isFinished = '(ended_at IS NOT NULL OR NOT is_running(process))';
/** SQL: the pull has customers, or a period that is known to have none. */
export const hasResult =
  '(EXISTS (SELECT 1 FROM customer WHERE customer.pull = pull.id) OR EXISTS (SELECT 1 FROM period WHERE period.pull = pull.id AND is_done))';

/** Adds the function that {@link isFinished} uses. */
export function addRunningFunction(database: DatabaseSync): void {
  database.function('is_running', (pid) => Number(isProcessRunning(Number(pid))));
}

/**
 * Deletes pulls, and their rows and files. One rule decides which: the newest pull with a result is the only one of its
 * tenant and module, and the oldest pulls go above the age and the size of the settings. A running pull stays.
 */
export class Retention {
  readonly #sql: Statements;
  readonly #spools: SpoolFiles;
  readonly #onRemoved: () => void;
  readonly #isCurrentFile: () => boolean;
  #maxBytes = Number.POSITIVE_INFINITY;

  /**
   * `onRemoved` is called when there are rows for {@link sweep}. `isCurrentFile`: whether the database file was not set
   * aside.
   */
  constructor(sql: Statements, spools: SpoolFiles, onRemoved: () => void, isCurrentFile: () => boolean) {
    this.#sql = sql;
    this.#spools = spools;
    this.#onRemoved = onRemoved;
    this.#isCurrentFile = isCurrentFile;
  }

  /** Sets the storage limit of all pulls together. */
  limit(bytes: number): void {
    this.#maxBytes = bytes;
  }

  get usedBytes(): number {
    return Number(
      this.#sql.get(
        'SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
      )!['n'],
    );
  }

  /** Removes the finished pulls of a module of a tenant, except the one that is shown. */
  removeOthers(tenant: string, module: ListModule, shown: number): void {
    this.remove(`${isFinished} AND tenant = ? AND module = ? AND id <> ?`, tenant, module, shown);
  }

  /**
   * Makes room for `bytes` more of a pull: removes the oldest finished pulls. Throws a {@link StoreError} (`limit`) if
   * that is not enough.
   */
  makeRoom(pull: number, bytes: number): void {
    if (this.#storedBytes() + bytes <= this.#maxBytes) return;
    this.#removeOldest(pull, this.#maxBytes - bytes);
    if (this.#storedBytes() + bytes > this.#maxBytes) throw new StoreError('limit', `${this.#maxBytes} bytes`);
  }

  /**
   * Removes finished pulls that started before a time in milliseconds, and the oldest while all together exceed
   * `bytes`, but never the newest.
   */
  prune({ before, bytes }: { readonly before: number; readonly bytes: number }): void {
    this.remove(`${isFinished} AND started_at < ?`, before);
    this.#removeOldest(Number(this.#sql.get('SELECT max(id) AS id FROM pull')!['id'] ?? 0), bytes);
  }

  /** Removes the oldest finished pulls, except one, while all together exceed `bytes`. */
  #removeOldest(kept: number, bytes: number): void {
    this.#sql.transaction(() => {
      while (this.#storedBytes() > bytes) {
        const oldest = this.#sql.get(`SELECT min(id) AS id FROM pull WHERE ${isFinished} AND id <> ?`, kept)!['id'];
        if (oldest === null) break;
        this.remove('id = ?', Number(oldest));
      }
    });
    this.removeUnusedSpools();
  }

  /**
   * Removes pulls. Returns whether there were any. {@link sweep} deletes their rows, and {@link removeUnusedSpools}
   * their files.
   */
  remove(where: string, ...values: Value[]): boolean {
    const isAny = this.#sql.run(`DELETE FROM pull WHERE ${where}`, ...values) > 0;
    if (isAny) this.#onRemoved();
    return isAny;
  }

  /** Deletes files whose pull, or whole database, was removed; does nothing if the database was set aside. */
  removeUnusedSpools(): void {
    // The files are listed first, because another process inserts the row of a file before it creates the file.
    const files = this.#spools.ids();
    // If the database was set aside, the files can belong to a new database of another process.
    if (!this.#isCurrentFile()) return;
    const known = new Set(this.#sql.all('SELECT id FROM spool').map(({ id }) => id));
    for (const id of files) if (!known.has(id)) this.#spools.remove(id);
  }

  /**
   * Deletes some rows of removed pulls and, if `isIdle`, then releases some free pages: few enough not to block other
   * writers for long. Returns whether there may be more. While a pull is running, its rows use the free pages.
   */
  sweep(isIdle: boolean): boolean {
    return this.#sweepRows() || (isIdle && this.#vacuum());
  }

  /** Deletes some rows of removed pulls. Returns whether there may be more. */
  #sweepRows(): boolean {
    return this.#sql.transaction(() => {
      // The query goes from pull to pull by the index, because there are only a few pulls.
      const removed =
        this.#sql.get(
          'WITH RECURSIVE stored (pull) AS (SELECT min(pull) FROM customer UNION ALL SELECT (SELECT min(pull) FROM customer WHERE pull > stored.pull) FROM stored WHERE stored.pull IS NOT NULL) SELECT pull FROM stored WHERE pull NOT IN (SELECT id FROM pull) LIMIT 1',
        )?.['pull'] ?? null;
      if (removed === null) return false;
      this.#sql.run(
        'DELETE FROM customer WHERE pull = ?1 AND id IN (SELECT id FROM customer WHERE pull = ?1 LIMIT ?2)',
        removed,
        sweptRows,
      );
      return true;
    });
  }

  #vacuum(): boolean {
    const free = (): number => Number(this.#sql.get('PRAGMA freelist_count')!['freelist_count']);
    const before = free();
    if (!before) return false;
    this.#sql.exec(`PRAGMA incremental_vacuum(${vacuumedPages})`);
    if (free() && free() < before) return true;
    // The file becomes shorter when the log is written to it, unless a reader still needs the old pages.
    this.#sql.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return false;
  }

  #storedBytes(): number {
    return Number(this.#sql.get('SELECT ifnull(sum(bytes + row_bytes), 0) AS n FROM spool')!['n']);
  }
}
