import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSameTarget, type IntendedTarget } from '../shared/sending/intendedTarget.ts';

/** What is kept of one start of a window. */
interface SessionFile {
  readonly pid: number;
  readonly targets: readonly (readonly [document: string, targets: readonly IntendedTarget[]])[];
}

const suffix = '.targets.json';

/**
 * The intended targets of the documents of this window, by their addresses. VS Code says nothing by which a window could be
 * told from another after a reload, and two windows of a folder share their state. So each start of a window has a file of
 * its own, and a document that this start does not know has the targets of all other starts: the ones of this window
 * before its reload are among them.
 */
export class IntendedTargets {
  readonly #folder: string;
  #name: string | undefined;
  readonly #isRunning: (pid: number) => boolean;
  readonly #most: number;
  /** In the order of their last change. */
  readonly #own = new Map<string, readonly IntendedTarget[]>();
  /** Of starts that have ended. */
  readonly #inherited = new Map<string, readonly IntendedTarget[]>();
  #writing: Promise<void> = Promise.resolve();

  /** `isRunning` tells whether the process of a start still runs; of more than `most` documents the oldest are forgotten. */
  constructor(folder: string, isRunning: (pid: number) => boolean, most = 500) {
    this.#folder = folder;
    this.#isRunning = isRunning;
    this.#most = most;
  }

  /** Named when first used: the first random name of a process takes 0.2 ms. */
  get #file(): string {
    return (this.#name ??= `${randomUUID()}${suffix}`);
  }

  has(document: string): boolean {
    return this.#own.has(document);
  }

  /** None of a document that neither this start nor another knows. */
  async of(document: string): Promise<readonly IntendedTarget[]> {
    const own = this.#own.get(document);
    if (own) return own;
    const others = await this.#others();
    return distinct([
      ...(this.#inherited.get(document) ?? []),
      ...others.flatMap((session) => new Map(session.targets).get(document) ?? []),
    ]);
  }

  async set(document: string, targets: readonly IntendedTarget[]): Promise<void> {
    this.#own.delete(document);
    this.#own.set(document, targets);
    this.#inherited.delete(document);
    await this.#keep();
  }

  async delete(document: string): Promise<void> {
    if (this.#own.delete(document) || this.#inherited.delete(document)) await this.#keep();
  }

  /** Has a document, or all documents of a folder, known under another address as well. */
  async copy(from: string, to: string): Promise<void> {
    for (const known of [this.#own, this.#inherited])
      for (const [document, targets] of [...known])
        if (document === from || document.startsWith(`${from}/`)) known.set(to + document.slice(from.length), targets);
    await this.#keep();
  }

  /** Reads what other starts know, and takes over what those knew that have ended. */
  async #others(): Promise<SessionFile[]> {
    const running: SessionFile[] = [];
    for (const name of await namesIn(this.#folder)) {
      if (name === this.#file) continue;
      const file = path.join(this.#folder, name);
      const session = await readSession(file);
      if (!session) continue;
      if (this.#isRunning(session.pid)) {
        running.push(session);
        continue;
      }
      for (const [document, targets] of session.targets)
        if (!this.#own.has(document))
          this.#inherited.set(document, distinct([...(this.#inherited.get(document) ?? []), ...targets]));
      await this.#write();
      await rm(file, { force: true });
    }
    return running;
  }

  async #keep(): Promise<void> {
    await this.#others();
    await this.#write();
  }

  #write(): Promise<void> {
    for (const known of [this.#inherited, this.#own])
      for (const document of known.keys()) {
        if (this.#own.size + this.#inherited.size <= this.#most) break;
        known.delete(document);
      }
    const session: SessionFile = { pid: process.pid, targets: [...this.#inherited, ...this.#own] };
    const write = async (): Promise<void> => {
      await mkdir(this.#folder, { recursive: true });
      const file = path.join(this.#folder, this.#file);
      await writeFile(`${file}.new`, JSON.stringify(session));
      await rename(`${file}.new`, file);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }
}

function distinct(targets: readonly IntendedTarget[]): IntendedTarget[] {
  return targets.filter((target, index) => targets.findIndex((other) => isSameTarget(target, other)) === index);
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(suffix));
  } catch {
    // The first start that keeps something makes it.
    return [];
  }
}

/** Undefined for a file that has gone meanwhile, or cannot be read. */
async function readSession(file: string): Promise<SessionFile | undefined> {
  try {
    const session = JSON.parse(await readFile(file, 'utf8')) as Partial<SessionFile> | null;
    return typeof session?.pid === 'number' && Array.isArray(session.targets) ? (session as SessionFile) : undefined;
  } catch {
    return undefined;
  }
}
