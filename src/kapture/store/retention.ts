import { abandonedMs } from './customerShapes.ts';
import type { SpoolFiles } from './spoolFiles.ts';
import type { Statements, Value } from './statements.ts';
import { StoreError } from './storeError.ts';

/** So many rows are removed at a time, since nobody else writes meanwhile: about 10 ms. */
const sweptRows = 5000;
/** So many free pages of the database are given back at a time, for the same reason. */
const vacuumedPages = 64;

/** In SQL: nobody writes to the pull any more. `?1` is the moment since which that would have been seen. */
const isFinished = '(ended_at IS NOT NULL OR touched_at < ?1)';
/** In SQL: a customer of the pull is there. */
export const hasCustomers = 'EXISTS (SELECT 1 FROM customer WHERE customer.pull = pull.id)';
/** In SQL: a customer of the pull is there, or it is known of a window that it has none. */
export const hasBrought = `(${hasCustomers} OR EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = pull.id AND done = 1))`;

const hasOpenWindow = (pull: string, which = ''): string =>
  `EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = ${pull}.id AND done = 0${which})`;

/**
 * In SQL: an earlier pull of the tenant stays in front of this one. That is one with customers, whatever its range, while
 * windows of this one were not asked for to their end: it is under way, or was cancelled. Where windows of it failed, it is
 * one that is whole.
 */
export const isOutdone = `(${hasOpenWindow('pull')}
  AND EXISTS (SELECT 1 FROM pull AS older WHERE older.tenant = pull.tenant AND older.id < pull.id
    AND EXISTS (SELECT 1 FROM customer WHERE customer.pull = older.id)
    AND (${hasOpenWindow('pull', ' AND failure IS NULL')} OR NOT ${hasOpenWindow('older')})))`;

/** Which pulls stay, and how much room they take: removes those that are old, replaced or too much, and what is left of them. */
export class Retention {
  readonly #sql: Statements;
  readonly #spools: SpoolFiles;
  readonly #onLeft: () => void;
  readonly #isInPlace: () => boolean;
  #most = Number.POSITIVE_INFINITY;
  #swept = 0;

  /** `onLeft` is called when something waits for {@link sweep}; `isInPlace`: whether nobody has set the database aside. */
  constructor(sql: Statements, spools: SpoolFiles, onLeft: () => void, isInPlace: () => boolean) {
    this.#sql = sql;
    this.#spools = spools;
    this.#onLeft = onLeft;
    this.#isInPlace = isInPlace;
  }

  /** How many rows were swept so far. */
  get swept(): number {
    return this.#swept;
  }

  /** The most bytes that all pulls may take. */
  limit(bytes: number): void {
    this.#most = bytes;
  }

  /** Pages of the database that hold something, in bytes. */
  get usedBytes(): number {
    return Number(
      this.#sql.get(
        'SELECT (page_count - freelist_count) * page_size AS n FROM pragma_page_count, pragma_freelist_count, pragma_page_size',
      )!['n'],
    );
  }

  /**
   * Removes the finished pulls of a tenant, but for the newest that has brought something and is not outdone, and as long as
   * nothing newer is whole, the newest beside it; this one counts too, also while it runs. Where it `takesPlace`, no other
   * stays. Whether there were any.
   */
  settle(pull: number, takesPlace = false): boolean {
    const since = abandonedSince();
    const kept = this.#sql.get(
      `SELECT id, tenant FROM pull WHERE tenant = (SELECT tenant FROM pull WHERE id = ?2) AND (id = ?2 OR ${isFinished}) ORDER BY ${hasBrought} DESC, ${takesPlace ? 'id = ?2 DESC' : isOutdone}, id DESC LIMIT 1`,
      since,
      pull,
    );
    if (!kept) return false;
    const [id, tenant] = [kept['id'] as number, kept['tenant'] as string];
    const other = takesPlace
      ? undefined
      : this.#sql.get(
          `SELECT id FROM pull WHERE tenant = ?1 AND id <> ?2 AND ${hasCustomers} AND (id > ?2 OR EXISTS (SELECT 1 FROM pull_window WHERE pull_window.pull = ?2 AND done = 0)) ORDER BY id DESC LIMIT 1`,
          tenant,
          id,
        );
    return this.remove(
      `${isFinished} AND tenant = ?2 AND id NOT IN (?3, ?4)`,
      since,
      tenant,
      id,
      Number(other?.['id'] ?? 0),
    );
  }

  /**
   * Has a pull take so many more bytes. Where there is no room, finished pulls go: those that it takes the place of, what is
   * not in front first, then the oldest. Throws a {@link StoreError} (`limit`) if that is not enough.
   */
  makeRoom(pull: number, bytes: number): void {
    if (this.#keptBytes() + bytes <= this.#most) return;
    this.#sql.transaction(() => {
      const since = abandonedSince();
      while (this.#keptBytes() + bytes > this.#most) {
        const next = this.#sql.get(
          `SELECT id FROM pull WHERE ${isFinished} AND id <> ?2 ORDER BY id < ?2 AND tenant = (SELECT tenant FROM pull WHERE id = ?2) DESC, ${isOutdone} DESC, id LIMIT 1`,
          since,
          pull,
        );
        if (!next) break;
        this.remove('id = ?', next['id'] as number);
      }
    });
    this.removeUnusedSpools();
    if (this.#keptBytes() + bytes > this.#most) throw new StoreError('limit', `${this.#most} bytes`);
  }

  /** Removes finished pulls that started before a moment, and the oldest while all take more than so many bytes; in that case never the newest. */
  prune({ before, bytes }: { readonly before: number; readonly bytes: number }): void {
    this.#sql.transaction(() => {
      const since = abandonedSince();
      this.remove(`${isFinished} AND started_at < ?2`, since, before);
      while (this.#keptBytes() > bytes) {
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

  /** Removes pulls, if there are any; their rows go with {@link sweep}, their files with {@link removeUnusedSpools}. */
  remove(where: string, ...values: Value[]): boolean {
    const isAny = this.#sql.run(`DELETE FROM pull WHERE ${where}`, ...values) > 0;
    if (isAny) this.#onLeft();
    return isAny;
  }

  /** Files that the database knows nothing of because their pull was removed, or the database was; not if that was set aside. */
  removeUnusedSpools(): void {
    // Files first: another process makes a file's row before the file.
    const files = this.#spools.ids();
    // Else they may be those of another process, which has made a new database.
    if (!this.#isInPlace()) return;
    const known = new Set(this.#sql.all('SELECT id FROM spool').map(({ id }) => id));
    for (const id of files) if (!known.has(id)) this.#spools.remove(id);
  }

  /**
   * Removes some rows of pulls that are gone, then, if `isIdle`, some of the pages that are free by that: few enough that
   * others can write soon. Whether there may be more. While a pull runs its rows take the free pages.
   */
  sweep(isIdle: boolean): boolean {
    return this.sweepRows() || (isIdle && this.#vacuum());
  }

  /** Removes some rows of pulls that are gone. Whether there may be more. */
  sweepRows(): boolean {
    return this.#sql.transaction(() => {
      // From one pull to the next by the index, for there are few of them.
      const gone =
        this.#sql.get(
          'WITH RECURSIVE stored (pull) AS (SELECT min(pull) FROM customer UNION ALL SELECT (SELECT min(pull) FROM customer WHERE pull > stored.pull) FROM stored WHERE stored.pull IS NOT NULL) SELECT pull FROM stored WHERE pull NOT IN (SELECT id FROM pull) LIMIT 1',
        )?.['pull'] ?? null;
      if (gone === null) return false;
      this.#swept += this.#sql.run(
        'DELETE FROM customer WHERE pull = ?1 AND id IN (SELECT id FROM customer WHERE pull = ?1 LIMIT ?2)',
        gone,
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
    // The file gets shorter as the log is written into it, as far as nobody reads what that replaces.
    this.#sql.exec('PRAGMA wal_checkpoint(PASSIVE)');
    return false;
  }

  #keptBytes(): number {
    return Number(this.#sql.get('SELECT ifnull(sum(bytes + row_bytes), 0) AS n FROM spool')!['n']);
  }
}

function abandonedSince(): number {
  return Date.now() - abandonedMs;
}
