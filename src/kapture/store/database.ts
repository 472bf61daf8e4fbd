import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Which file it is, whatever name that gets later. */
  readonly file: string;
  /** Where the file that was there lies now, if it could not be used. */
  readonly setAside: string | undefined;
}

/** How long a window waits while another one writes, in milliseconds. */
const busyMs = 3000;
/** What a connection to a database forgets when it is closed. */
const sessionSettings = `PRAGMA busy_timeout = ${busyMs}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;`;

/** So often a file is opened that others set aside at the same time, and so many milliseconds apart. */
const mostAttempts = 8,
  retryMs = 20;

/** A filter reads all of a pull: pages of this length are read a tenth sooner than the usual ones. For new files alone, and set first: other settings make the file. */
const pageBytes = 16_384;

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqlError = 1,
  corrupt = 11,
  notADatabase = 26;

/** The paths of other files that belong to a database now. */
export type FilesBeside = () => readonly string[];

/** A database of this process alone, which is gone with it. */
export function openMemory(tables: readonly string[] = migrations): DatabaseSync {
  return prepare(':memory:', tables);
}

/**
 * Opens the database of a file, which several processes may have open at once; makes it where there is none. A file that
 * is damaged or is something else is set aside, and a new one is made. One of a newer version of the extension is used as
 * it is, for migrations only add; a window with that version may have it open, so its file is never taken away. `tables`
 * makes what is in it, as {@link migrations} does; the files of `beside` are set aside with it. Throws what the file system
 * and SQLite throw: no permission, disk full, locked for long.
 */
export function openDatabase(
  path: string,
  tables: readonly string[] = migrations,
  beside?: FilesBeside,
): OpenedDatabase {
  let aside: string | undefined;
  let suspect: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const before = fileAt(path);
    try {
      return { database: prepare(path, tables), file: fileAt(path)!, setAside: aside };
    } catch (error) {
      const isBroken = isDamage(error) || primaryCode(error) === sqlError;
      // Where another window has set the file aside meanwhile, SQLite says one thing or another of what it had open.
      if (attempt === mostAttempts || (!isBroken && fileAt(path) === before)) throw error;
      // One that another window just makes looks broken too, for a moment.
      if (isBroken && before === suspect) aside = setAside(path, before, beside) ?? aside;
      suspect = isBroken ? before : undefined;
      sleep(retryMs);
    }
  }
}

/** Whether an error says that the file itself is broken. */
export function isDamage(error: unknown): boolean {
  return [corrupt, notADatabase].includes(primaryCode(error));
}

/**
 * Gives a closed database's files another name, and those beside it; the new path. Undefined where the file at this path is
 * another one by now: then another window has set it aside, and what lies there is that window's new one.
 */
export function setAside(path: string, file: string | undefined, beside: FilesBeside = () => []): string | undefined {
  const lock = `${path}.lock`;
  if (!take(lock)) return undefined;
  try {
    if (fileAt(path) !== file) return undefined;
    const aside = `${asidePrefix(path)}${new Date().toISOString().replace(/[:.]/g, '-')}`;
    // The log belongs to its database: without it, what was written last is lost.
    for (const part of ['-wal', '-shm']) rename(path + part, aside + part);
    // Before the database: a new one knows nothing of them. A window that still writes to one goes on in the same file.
    for (const other of beside()) rename(other, `${aside}-${basename(other)}`);
    rename(path, aside);
    return aside;
  } finally {
    rmSync(lock, { force: true });
  }
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Between a look at which file it is and its renaming, nobody else may put another one there. */
function take(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx', 0o600));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    // Whoever took it is gone; the next try gets it.
    if (since !== undefined && Date.now() - since > 5000) rmSync(lock, { force: true });
    return false;
  }
}

/** Deletes what was set aside of a database, and beside it: what was last written before a moment, or all. */
export function removeSetAside(path: string, before = Infinity): void {
  const folder = dirname(path);
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!name.startsWith(basename(asidePrefix(path)))) continue;
    const stats = statSync(file, { throwIfNoEntry: false });
    if (stats && stats.mtimeMs < before) rmSync(file, { force: true });
  }
}

function asidePrefix(path: string): string {
  return `${path}.set-aside-`;
}

/** Which file has a path now: its volume and its number there. */
export function fileAt(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}/${stats.ino}`;
}

/** Opens a database as it is: none is made and none is set aside. Throws `ENOENT` where there is none. */
export function openPresent(path: string): DatabaseSync {
  statSync(path);
  const database = new DatabaseSync(path);
  database.exec(sessionSettings);
  return database;
}

function prepare(path: string, tables: readonly string[]): DatabaseSync {
  // For its owner alone: it holds what customers told. SQLite gives its own files the rights of this one.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path);
  try {
    database.exec(`${sessionSettings} PRAGMA page_size = ${pageBytes}; PRAGMA auto_vacuum = INCREMENTAL;`);
    // First of all that writes: a file that is to be set aside stays as it is.
    migrate(database, tables);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, tables: readonly string[]): void {
  if (versionOf(database) >= tables.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Read again: another window may have done it meanwhile.
    const version = versionOf(database);
    for (const migration of tables.slice(version)) database.exec(migration);
    database.exec(`PRAGMA user_version = ${Math.max(version, tables.length)}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version']);
}

function primaryCode(error: unknown): number {
  const code = error instanceof Error ? (error as { errcode?: unknown }).errcode : undefined;
  return typeof code === 'number' ? code & 0xff : 0;
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
