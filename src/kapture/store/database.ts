import { closeSync, openSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Identity of the file, even if it is renamed. */
  readonly file: string;
  /** Path of the previous file if it could not be used and was set aside. */
  readonly setAside: string | undefined;
}

/** How long a window waits for a writer, in milliseconds. */
const busyMs = 3000;
/**
 * Pages that SQLite appends to the write-ahead log before it copies them to the database. With its default of 1000, a
 * pull of 100,000 customers copies several times and takes 7% longer (bench `pull.big.ratio`: 0.88 instead of 0.81).
 */
const pagesInLog = 5000;
/** Settings that apply to one connection to a database. */
const sessionSettings = `PRAGMA busy_timeout = ${busyMs}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA wal_autocheckpoint = ${pagesInLog};`;

/** Number and interval of attempts to open a file that other windows set aside at the same time. */
const maxAttempts = 8,
  retryMs = 20;

/**
 * A filter reads all customers of a pull, which is 10% faster with this page size. Only applies to new files, and must
 * be set before other settings create the file.
 */
const pageBytes = 16_384;

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const sqlError = 1,
  corrupt = 11,
  notADatabase = 26;

/** Returns the current paths of other files that belong to a database. */
export type RelatedFiles = () => readonly string[];

/** Thrown if the file has other tables than this version of the extension. */
class OtherVersion extends Error {}

/** Opens a database in memory. `schema` is the SQL that creates its tables. */
export function openMemory(schema: string): DatabaseSync {
  return prepare(':memory:', schema);
}

/**
 * Opens a database in a file without a name: SQLite deletes it when it opens it, and writes what does not fit into its
 * cache (sqlite.org/inmemorydb.html#temp_db).
 */
export function openTemporary(schema: string): DatabaseSync {
  return prepare('', schema);
}

/**
 * Opens or creates the database of a file, which several processes can use at the same time. A file that is damaged,
 * not a database, or of another version, which is one with another `schema`, is set aside together with the files of
 * `related`, and a new one is created. Throws the errors of the file system and SQLite: no permission, disk full,
 * locked too long.
 */
export function openDatabase(path: string, schema: string, related?: RelatedFiles): OpenedDatabase {
  let aside: string | undefined;
  let suspect: string | undefined;
  for (let attempt = 1; ; attempt++) {
    const before = fileAt(path);
    try {
      return { database: prepare(path, schema), file: fileAt(path)!, setAside: aside };
    } catch (error) {
      const isUnusable = error instanceof OtherVersion || isDamage(error) || primaryCode(error) === sqlError;
      // If another window has set the file aside in the meantime, SQLite reports various errors, so it is opened again.
      if (attempt === maxAttempts || (!isUnusable && fileAt(path) === before)) throw error;
      // A file that another window is creating also looks broken for a moment.
      if (isUnusable && before === suspect) aside = setAside(path, before, related) ?? aside;
      suspect = isUnusable ? before : undefined;
      sleep(retryMs);
    }
  }
}

/** Whether an error says that the file itself is broken. */
export function isDamage(error: unknown): boolean {
  return [corrupt, notADatabase].includes(primaryCode(error));
}

/**
 * Renames the files of a closed database and its related files. Returns the new path. Undefined if the path now has
 * another file: then another window has set the database aside and created a new one.
 */
export function setAside(path: string, file: string | undefined, related: RelatedFiles = () => []): string | undefined {
  if (fileAt(path) !== file) return undefined;
  const aside = `${asidePrefix(path)}${new Date().toISOString().replace(/[:.]/g, '-')}`;
  // The files of the log have the latest changes of the database.
  for (const part of ['-wal', '-shm']) rename(path + part, aside + part);
  // The related files are renamed before the database, because a new database does not know them. A window that is
  // writing to one continues in the renamed file.
  for (const other of related()) rename(other, `${aside}-${basename(other)}`);
  rename(path, aside);
  return aside;
}

function rename(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Deletes files of a database that were set aside and last changed before a time in milliseconds, or all of them. */
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

/** Identity of the file at a path: its volume and inode. Undefined if there is none. */
export function fileAt(path: string): string | undefined {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stats && `${stats.dev}/${stats.ino}`;
}

/** Opens an existing database without checking its version. Throws `ENOENT` if there is none. */
export function openPresent(path: string): DatabaseSync {
  statSync(path);
  const database = new DatabaseSync(path);
  database.exec(sessionSettings);
  return database;
}

function prepare(path: string, schema: string): DatabaseSync {
  if (path !== ':memory:' && path !== '') createFile(path);
  const database = new DatabaseSync(path);
  try {
    database.exec(`${sessionSettings} PRAGMA page_size = ${pageBytes}; PRAGMA auto_vacuum = INCREMENTAL;`);
    // The tables come before anything else is written, so that a file that must be set aside stays unchanged.
    createTables(database, schema);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Creates a file if there is none. Only its owner can read it, because it has customer data. SQLite gives its other
 * files the same permissions. An existing file is not opened: closing it would cancel the locks of this process on it.
 */
function createFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/** The version of a file is the checksum of its schema, so that a changed table or column is always another version. */
function createTables(database: DatabaseSync, schema: string): void {
  const version = crc32(schema) >>> 1;
  const found = versionOf(database);
  if (found === version) return;
  if (found !== 0) throw new OtherVersion();
  database.exec('BEGIN IMMEDIATE');
  try {
    // The version is read again, because another window may have created the tables in the meantime.
    if (versionOf(database) === 0) database.exec(`${schema} PRAGMA user_version = ${version};`);
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
