import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessRunning } from '../shared/isProcessRunning.ts';

/** How often a save touches its file while it is under way, in milliseconds. */
const touchMs = 10_000;
/** A file untouched for longer is left over, even if a process has its process id: the machine may have restarted. */
const staleMs = 60_000;
/** No read that a save uses is older, in milliseconds. */
const keepMs = 24 * 3600_000;

const saving = '.saving';
const saved = '.saved';

/** What a save needs to know of the others. */
export interface SaveTurn {
  /** Whether another save of this customer has ended since a moment of `Date.now()`, in any window: a read from before it is outdated. */
  hasSavedSince(moment: number): boolean;
}

/**
 * Saves of one customer, in all windows of this machine, one at a time: two that read at the same moment would both find
 * nothing changed, and the later one would overwrite the earlier one unseen. Each save under way has a file of its own, whose
 * name says which process it belongs to. Each customer has one more for the end of the last save.
 */
export class SaveTurns {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Does the work of a save; `busy` gives what is thrown where another one is under way. */
  async alone<Result>(customer: string, busy: () => Error, work: (turn: SaveTurn) => Promise<Result>): Promise<Result> {
    const name = createHash('sha256').update(customer).digest('hex').slice(0, 32);
    const own = `${name}.${process.pid}.${randomUUID()}${saving}`;
    this.#make(own);
    // Looks after its own file exists: of two saves at once, at least one sees the other.
    if (this.#hasAnother(name, own)) {
      this.#remove(own);
      throw busy();
    }
    const touching = setInterval(() => this.#touch(own), touchMs);
    try {
      return await work({ hasSavedSince: (moment) => this.#savedAt(name + saved) >= moment });
    } finally {
      clearInterval(touching);
      this.#end(name + saved);
      this.#remove(own);
    }
  }

  /** Without content, which a full disk would refuse. */
  #make(own: string): void {
    try {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(join(this.#folder, own), '', { flag: 'wx', mode: 0o600 });
    } catch {
      // The server, not this disk, decides whether a save succeeds.
    }
  }

  /** Removes the files of windows that ended during a save. */
  #hasAnother(name: string, own: string): boolean {
    const others = this.#names().filter((file) => file.startsWith(`${name}.`) && file.endsWith(saving) && file !== own);
    if (others.some((file) => this.#isUnderWay(file))) return true;
    others.forEach((file) => this.#remove(file));
    return false;
  }

  #isUnderWay(file: string): boolean {
    const pid = Number(file.split('.')[1]);
    return this.#age(file) <= staleMs && isProcessRunning(pid);
  }

  #touch(own: string): void {
    try {
      utimesSync(join(this.#folder, own), new Date(), new Date());
    } catch {
      // A save reads again after each question, and so finds what others have saved.
    }
  }

  #end(file: string): void {
    try {
      // As content: a file system rounds times, or has a clock of its own.
      writeFileSync(join(this.#folder, file), String(Date.now()), { mode: 0o600 });
      const old = this.#names().filter((name) => name.endsWith(saved) && this.#age(name) > keepMs);
      old.forEach((name) => this.#remove(name));
    } catch {
      // The save itself has ended. Other windows may not learn of it, as of a save on another machine.
    }
  }

  /** When the last save ended; 0 without one, and Infinity where a full disk did not store when. */
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

  /** In milliseconds; Infinity for a file that is gone. */
  #age(file: string): number {
    const changedAt = statSync(join(this.#folder, file), { throwIfNoEntry: false })?.mtimeMs;
    return changedAt === undefined ? Infinity : Date.now() - changedAt;
  }

  #remove(file: string): void {
    try {
      rmSync(join(this.#folder, file), { force: true });
    } catch {
      // Untouched, it no longer counts after a minute.
    }
  }
}
