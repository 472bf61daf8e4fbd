import { readdirSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { UsageError } from '../shared/usage.ts';

/** A day that is in the dataset. */
export interface SyncedDay {
  /** `YYYY-MM-DD` */
  readonly day: string;
  /** The day on which it was requested: the day itself may have been incomplete then. */
  readonly requestedOn: string;
  readonly records: number;
}

export interface DatasetOwner {
  /** The origin of the tenant. */
  readonly tenant: string;
  readonly module: ListModule;
  /** The time zone of the days. */
  readonly timeZone: string;
}

/** Query engines ignore files whose name starts with this character. */
const hidden = '_';
const schema = `
  CREATE TABLE IF NOT EXISTS days (day TEXT PRIMARY KEY, requestedOn TEXT NOT NULL, records INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS dataset (timeZone TEXT NOT NULL, firstDay TEXT) STRICT;`;
/** sqlite.org/rescode.html */
const busy = 5;

/** The partitions of one module of a tenant, and the days that they have. Only one process at a time can open it. */
export class Dataset {
  /** For files that are not complete. What a stopped run left in it is deleted. */
  readonly incoming: string;
  readonly #folder: string;
  readonly #state: DatabaseSync;

  private constructor(folder: string, state: DatabaseSync) {
    this.#folder = folder;
    this.#state = state;
    this.incoming = path.join(folder, `${hidden}incoming`);
  }

  /** Throws a {@link UsageError} if another process has it open, or if its days are in another time zone. */
  static async open(root: string, { tenant, module, timeZone }: DatasetOwner): Promise<Dataset> {
    const folder = path.join(
      root,
      `tenant=${encodeURIComponent(tenant.replace(/^https:\/\//, ''))}`,
      `module=${module}`,
    );
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const state = lockedState(path.join(folder, `${hidden}sync.sqlite`), root);
    try {
      const zone = state.prepare('SELECT timeZone FROM dataset').get()?.['timeZone'];
      if (zone === undefined) state.prepare('INSERT INTO dataset (timeZone) VALUES (?)').run(timeZone);
      else if (zone !== timeZone)
        throw new UsageError(
          `The days of ${root} are in the time zone ${String(zone)}, and those of the connection in ${timeZone}. Use another folder.`,
        );
      const dataset = new Dataset(folder, state);
      await rm(dataset.incoming, { recursive: true, force: true });
      await mkdir(dataset.incoming, { mode: 0o700 });
      return dataset;
    } catch (error) {
      state.close();
      throw error;
    }
  }

  /** The first day that was ever requested; undefined for a new dataset. */
  get firstDay(): string | undefined {
    return (this.#state.prepare('SELECT firstDay FROM dataset').get()?.['firstDay'] ?? undefined) as string | undefined;
  }

  set firstDay(day: string) {
    this.#state.prepare('UPDATE dataset SET firstDay = ?').run(day);
  }

  /** The days that have a partition, in order. */
  days(): SyncedDay[] {
    const present = new Set(readdirSync(this.#folder));
    const days = this.#state
      .prepare('SELECT day, requestedOn, records FROM days ORDER BY day')
      .all() as unknown as SyncedDay[];
    return days.filter(({ day }) => present.has(`date=${day}`));
  }

  /** The file of a day, whether or not it exists. */
  fileOf(day: string): string {
    return path.join(this.#folder, `date=${day}`, 'part-0.parquet');
  }

  /** Moves a complete file to the partition of a day, where it replaces an earlier one at once. */
  async replace({ day, requestedOn, records }: SyncedDay, file: string): Promise<void> {
    await mkdir(path.dirname(this.fileOf(day)), { recursive: true, mode: 0o700 });
    await rename(file, this.fileOf(day));
    this.#state.prepare('INSERT OR REPLACE INTO days VALUES (?, ?, ?)').run(day, requestedOn, records);
  }

  async close(): Promise<void> {
    this.#state.close();
    await rm(this.incoming, { recursive: true, force: true });
  }
}

/** SQLite keeps the file locked until it is closed or the process ends, however it ends. */
function lockedState(file: string, root: string): DatabaseSync {
  const state = new DatabaseSync(file);
  try {
    state.exec(`PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ${schema} COMMIT;`);
    return state;
  } catch (error) {
    state.close();
    if ((error as { readonly errcode?: number }).errcode === busy)
      throw new UsageError(`Another kapture sync is using ${root}. Wait until it has ended.`);
    throw error;
  }
}
