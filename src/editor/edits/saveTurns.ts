import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isProcessRunning } from '../isProcessRunning.ts';

/** How often a save that is under way says so, and after how long without that it is none: after a restart of the machine another process may have the number of the one that saved. Milliseconds. */
const touchMs = 10_000;
const longestMs = 60_000;
/** No read of a save is older. Milliseconds. */
const keepMs = 24 * 3600_000;

const saving = '.saving';
const saved = '.saved';

/** What a save needs to know of the others. */
export interface SaveTurn {
  /** Whether another save of this customer has ended since a moment of `Date.now()`, in any window: a read from before it is outdated. */
  hasSavedSince(moment: number): boolean;
}

/**
 * Saves of one customer, in all windows of this machine, one at a time: two that read at the same moment would find that
 * nobody has changed anything, and the later one would overwrite the earlier one unseen. A folder has a file for each save
 * that is under way, and one for the end of the last.
 */
export class SaveTurns {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Does the work of a save; `busy` gives what is thrown where another one is under way. */
  async alone<Result>(customer: string, busy: () => Error, work: (turn: SaveTurn) => Promise<Result>): Promise<Result> {
    const file = join(this.#folder, createHash('sha256').update(customer).digest('hex').slice(0, 32));
    if (!this.#take(file + saving)) throw busy();
    const touching = setInterval(() => touch(file + saving), touchMs);
    try {
      return await work({ hasSavedSince: (moment) => numberIn(file + saved) >= moment });
    } finally {
      clearInterval(touching);
      this.#end(file);
    }
  }

  #take(file: string): boolean {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    if (make(file)) return true;
    if (isUnderWay(file)) return false;
    // Its window ended in the middle of a save.
    rmSync(file, { force: true });
    return make(file);
  }

  /** What was saved is saved, also where the disk takes nothing more. */
  #end(file: string): void {
    try {
      // Written down: a file system rounds times, or has a clock of its own.
      writeFileSync(file + saved, String(Date.now()), { mode: 0o600 });
      this.#removeOld();
    } catch {
      // Another window does not learn of this save, as it learns of none from another machine.
    }
    rmSync(file + saving, { force: true });
  }

  #removeOld(): void {
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      if (name.endsWith(saved) && Date.now() - (changedAt(file) ?? 0) > keepMs) rmSync(file, { force: true });
    }
  }
}

/** False where it is there already. */
function make(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function touch(file: string): void {
  try {
    utimesSync(file, new Date(), new Date());
  } catch {
    // What is read after a question finds out what others have saved.
  }
}

function isUnderWay(file: string): boolean {
  const since = changedAt(file);
  if (since === undefined || Date.now() - since > longestMs) return false;
  // Without a number it has just been made.
  const pid = numberIn(file);
  return pid === 0 || isProcessRunning(pid);
}

/** 0 for a file that is not there, or has nothing in it yet. */
function numberIn(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8')) || 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}

function changedAt(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
