import { abandonedMs } from './customerShapes.ts';
import { newId } from './newId.ts';
import type { SpoolFiles } from './spoolFiles.ts';
import type { Statements, Value } from './statements.ts';
import { StoreError } from './storeError.ts';

/** Maximum number of rows to delete at once, because it blocks other writers: about 10 ms. */
const sweptRows = 5000;
/** Maximum number of free pages to release at once, for the same reason. */
const vacuumedPages = 64;

/** SQL: the pull has ended or was abandoned. `?1` is the time of {@link abandonedSince}. */
const isFinished = '(ended_at IS NOT NULL OR touched_at < ?1)';
/** SQL: the pull was stored from a response. */
export const isFromResponse = 'ifnull(from_response, 0)';
/** SQL: the pull has customers. */
export const hasCustomers = 'EXISTS (SELECT 1 FROM customer WHERE customer.pull = pull.id)';
/** SQL: the user chose to show this pull of its tenant. */
export const isChosen = `(chosen_at IS NOT NULL AND (${isFromResponse} OR ${hasCustomers}))`;
/** SQL: the pull has customers, or a period that is known to have none. */
export const hasResult = `(${hasCustomers} OR EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = pull.id AND done = 1))`;

const hasOpenPeriod = (pull: string, which = ''): string =>
  `EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = ${pull}.id AND done = 0${which})`;

/**
 * SQL: an earlier pull of the tenant is shown instead of this one. While this pull is running or was canceled, that is
 * any earlier pull with customers. If periods of this pull failed, it is an earlier complete pull.
 */
export const isSuperseded = `(${hasOpenPeriod('pull')}
  AND EXISTS (SELECT 1 FROM pull AS older WHERE older.tenant = pull.tenant AND older.id < pull.id
    AND EXISTS (SELECT 1 FROM customer WHERE customer.pull = older.id)
    AND (${hasOpenPeriod('pull', ' AND failure IS NULL')} OR NOT ${hasOpenPeriod('older')})))`;

/** Deletes pulls that are old, replaced, or above the storage limit, and their rows and files. */
export class Retention {
  readonly #sql: Statements;
  readonly #spools: SpoolFiles;
  readonly #onRemoved: () => void;
  readonly #isCurrentFile: () => boolean;
  #maxBytes = Number.POSITIVE_INFINITY;
  #swept = 0;

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

  /** Number of rows that were swept so far. */
  get swept(): number {
    return this.#swept;
  }

  /** Sets the storage limit of all pulls together. */
  limit(bytes: number): void {
    this.#maxBytes = bytes;
  }

  /** Size of the used pages of the database. */
  get usedBytes(): number {
    return Number(
      this.#sql.get(
        'SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
      )!['n'],
    );
  }

  /**
   * Removes the finished pulls of a tenant, except for the newest one with a result that is not superseded and, while
   * no newer one is complete, the newest other one and the newest one from a response. A pull from a response replaces
   * only earlier ones of these. `pull` is also considered while it runs: once it has customers, and is not from a
   * response, the chosen pull replaces the other earlier ones. Returns whether any were removed.
   */
  settle(pull: number): boolean {
    const isAny = this.#hasPulledCustomers(pull) && this.#settleChosen(pull);
    return this.#settle(pull) || isAny;
  }

  /** Chooses which pull of its tenant is shown, until a pull that starts later has ended with customers. */
  choose(pull: number): void {
    this.#sql.run(
      `UPDATE pull SET chosen_at = iif(id = ?1, ?2, NULL) WHERE tenant = (SELECT tenant FROM pull WHERE id = ?1)`,
      pull,
      newId(this.#sql),
    );
  }

  /** Ends the choice of the tenant's user if it was made before this pull started, and this one has customers. */
  endChoice(pull: number): void {
    if (this.#hasPulledCustomers(pull))
      this.#sql.run(
        'UPDATE pull SET chosen_at = NULL WHERE tenant = (SELECT tenant FROM pull WHERE id = ?1) AND chosen_at < ?1',
        pull,
      );
  }

  #hasPulledCustomers(pull: number): boolean {
    return (
      this.#sql.get(`SELECT 1 FROM pull WHERE id = ? AND ${hasCustomers} AND NOT ${isFromResponse}`, pull) !== undefined
    );
  }

  /** Keeps the chosen pull of the tenant beside `next`, and removes the other finished ones. */
  #settleChosen(next: number): boolean {
    const chosen = this.#idOf(
      `SELECT id FROM pull WHERE tenant = (SELECT tenant FROM pull WHERE id = ?1) AND id <> ?1 AND ${isChosen}`,
      next,
    );
    return chosen > 0 && this.#settle(chosen, { isReplacement: true, next });
  }

  /** If the pull `isReplacement`, all others but `next` are removed. */
  #settle(pull: number, { isReplacement = false, next = 0 } = {}): boolean {
    const since = abandonedSince();
    const { tenant } = this.#sql.get('SELECT tenant FROM pull WHERE id = ?', pull) ?? {};
    if (typeof tenant !== 'string') return false;
    const kept = this.#idOf(
      `SELECT id FROM pull WHERE tenant = ?1 AND (id = ?2 OR (ended_at IS NOT NULL OR touched_at < ?3)) AND NOT ${isFromResponse} ORDER BY ${hasResult} DESC, ${isReplacement ? 'id = ?2 DESC, ' : ''}${isSuperseded}, id DESC LIMIT 1`,
      tenant,
      pull,
      since,
    );
    const keepsOthers = !isReplacement || kept !== pull;
    const newest = (which: string): number =>
      this.#idOf(
        `SELECT id FROM pull WHERE tenant = ?1 AND id <> ?2 AND ${which} AND (id > ?2 OR EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = ?2 AND done = 0)) ORDER BY id DESC LIMIT 1`,
        tenant,
        kept,
      );
    return this.remove(
      `${isFinished} AND tenant = ?2 AND id NOT IN (?3, ?4, ?5, ?6)`,
      since,
      tenant,
      kept,
      keepsOthers ? newest(`${hasCustomers} AND NOT ${isFromResponse}`) : 0,
      keepsOthers ? newest(`${hasResult} AND ${isFromResponse}`) : 0,
      next,
    );
  }

  /** The id that a query selects; 0 if there is none. */
  #idOf(query: string, ...values: Value[]): number {
    return Number(this.#sql.get(query, ...values)?.['id'] ?? 0);
  }

  /**
   * Makes room for `bytes` more of a pull. If needed, finished pulls are removed: first earlier ones of its tenant and
   * superseded ones, then the oldest. Throws a {@link StoreError} (`limit`) if that is not enough.
   */
  makeRoom(pull: number, bytes: number): void {
    if (this.#storedBytes() + bytes <= this.#maxBytes) return;
    this.#sql.transaction(() => {
      const since = abandonedSince();
      // The pull that the user chose must not be removed before the one that it replaces.
      this.#settleChosen(pull);
      while (this.#storedBytes() + bytes > this.#maxBytes) {
        const next = this.#sql.get(
          `SELECT id FROM pull WHERE ${isFinished} AND id <> ?2 ORDER BY id < ?2 AND tenant = (SELECT tenant FROM pull WHERE id = ?2) DESC, ${isSuperseded} DESC, id LIMIT 1`,
          since,
          pull,
        );
        if (!next) break;
        this.remove('id = ?', next['id'] as number);
      }
    });
    this.removeUnusedSpools();
    if (this.#storedBytes() + bytes > this.#maxBytes) throw new StoreError('limit', `${this.#maxBytes} bytes`);
  }

  /**
   * Removes finished pulls that started before a time in milliseconds, and the oldest while all together exceed
   * `bytes`, but never the newest.
   */
  prune({ before, bytes }: { readonly before: number; readonly bytes: number }): void {
    this.#sql.transaction(() => {
      const since = abandonedSince();
      this.remove(`${isFinished} AND started_at < ?2`, since, before);
      while (this.#storedBytes() > bytes) {
        const oldest = this.#sql.get(
          `SELECT min(id) AS id FROM pull WHERE ${isFinished} AND id < (SELECT max(id) FROM pull)`,
          since,
        )!['id'];
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
    // Lists files first, because another process inserts the row of a file before it creates the file.
    const files = this.#spools.ids();
    // If the database was set aside, they can belong to a new database of another process.
    if (!this.#isCurrentFile()) return;
    const known = new Set(this.#sql.all('SELECT id FROM spool').map(({ id }) => id));
    for (const id of files) if (!known.has(id)) this.#spools.remove(id);
  }

  /**
   * Deletes some rows of removed pulls and, if `isIdle`, then releases some free pages: few enough not to block other
   * writers for long. Returns whether there may be more. While a pull is running, its rows use the free pages.
   */
  sweep(isIdle: boolean): boolean {
    return this.sweepRows() || (isIdle && this.#vacuum());
  }

  /** Deletes some rows of removed pulls. Returns whether there may be more. */
  sweepRows(): boolean {
    return this.#sql.transaction(() => {
      // Goes from pull to pull by the index, because there are only a few pulls.
      const removed =
        this.#sql.get(
          'WITH RECURSIVE stored (pull) AS (SELECT min(pull) FROM customer UNION ALL SELECT (SELECT min(pull) FROM customer WHERE pull > stored.pull) FROM stored WHERE stored.pull IS NOT NULL) SELECT pull FROM stored WHERE pull NOT IN (SELECT id FROM pull) LIMIT 1',
        )?.['pull'] ?? null;
      if (removed === null) return false;
      this.#swept += this.#sql.run(
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

function abandonedSince(): number {
  return Date.now() - abandonedMs;
}
