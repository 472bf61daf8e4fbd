import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessRunning } from '../../kapture/store/isAlive.ts';

/** How often a running save touches its file, in milliseconds. */
const touchMs = 10_000;
/**
 * The time after which a file that was not touched is left over, in milliseconds, even if a process has its process ID:
 * the machine may have restarted.
 */
const staleMs = 60_000;
/**
 * How long the end of a save is recorded, in milliseconds. A save compares it with the time of its own read, and no
 * save takes longer than this.
 */
const retentionMs = 24 * 3600_000;

const savingSuffix = '.saving';
const savedSuffix = '.saved';

/** What a save needs to know about other saves. */
export interface SaveLock {
  /**
   * Whether another save of this customer has ended in any window since a time in milliseconds, so that an earlier read
   * is outdated.
   */
  hasSavedSince(time: number): boolean;
}

/**
 * A lock per customer across all windows of this machine: two saves that read at the same time would both see no
 * conflict, and the second would silently overwrite the first. Each running save has a file whose name contains its
 * process ID. Each customer has another file with the end of the last save.
 */
export class SaveLocks {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs the work of a save. Rejects with `busy()` if another save of the customer is running. */
  async runExclusive<Result>(
    customer: string,
    busy: () => Error,
    work: (lock: SaveLock) => Promise<Result>,
  ): Promise<Result> {
    const name = createHash('sha256').update(customer).digest('hex').slice(0, 32);
    const ownFile = `${name}.${process.pid}.${randomUUID()}${savingSuffix}`;
    this.#createFile(ownFile);
    // The check follows the creation of the own file, so that of two concurrent saves at least one sees the other.
    if (this.#isLockedByOther(name, ownFile)) {
      this.#remove(ownFile);
      throw busy();
    }
    const touching = setInterval(() => this.#touch(ownFile), touchMs);
    try {
      return await work({ hasSavedSince: (time) => this.#savedAt(name + savedSuffix) >= time });
    } finally {
      clearInterval(touching);
      this.#recordEnd(name + savedSuffix);
      this.#remove(ownFile);
    }
  }

  /** The file is empty, so that it can be created on a full disk. */
  #createFile(file: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, file), '', { flag: 'wx', mode: 0o600 });
    } catch {
      // The file could not be written. The server, not this disk, decides whether a save succeeds.
    }
  }

  /** Whether another save is running. Otherwise removes files left by windows that ended during a save. */
  #isLockedByOther(name: string, ownFile: string): boolean {
    const others = this.#names().filter(
      (file) => file.startsWith(`${name}.`) && file.endsWith(savingSuffix) && file !== ownFile,
    );
    if (others.some((file) => this.#isRunning(file))) return true;
    others.forEach((file) => this.#remove(file));
    return false;
  }

  #isRunning(file: string): boolean {
    const pid = Number(file.split('.')[1]);
    return this.#age(file) <= staleMs && isProcessRunning(pid);
  }

  #touch(file: string): void {
    try {
      utimesSync(join(this.#folder, file), new Date(), new Date());
    } catch {
      // The lock may expire, but a save reads the record again after each confirmation and sees other changes.
    }
  }

  #recordEnd(file: string): void {
    try {
      // The time is the content of the file, because a file system may round its times or have a different clock.
      writeFileSync(join(this.#folder, file), String(Date.now()), { mode: 0o600 });
      const old = this.#names().filter((name) => name.endsWith(savedSuffix) && this.#age(name) > retentionMs);
      old.forEach((name) => this.#remove(name));
    } catch {
      // The save itself has ended. Other windows may not notice it, as with a save on another machine.
    }
  }

  /**
   * When the last save ended, in milliseconds. 0 if there was none; Infinity if the time could not be stored or read.
   */
  #savedAt(file: string): number {
    try {
      return Number(readFileSync(join(this.#folder, file), 'utf8')) || Infinity;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 0 : Infinity;
    }
  }

  #names(): string[] {
    try {
      return readdirSync(this.#folder);
    } catch {
      return [];
    }
  }

  /** The age of a file in milliseconds; Infinity if it no longer exists. */
  #age(file: string): number {
    const changedAt = statSync(join(this.#folder, file), { throwIfNoEntry: false })?.mtimeMs;
    return changedAt === undefined ? Infinity : Date.now() - changedAt;
  }

  #remove(file: string): void {
    try {
      rmSync(join(this.#folder, file), { force: true });
    } catch {
      // A file that cannot be deleted expires after a minute.
    }
  }
}
