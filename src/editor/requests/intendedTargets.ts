import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isSameTarget, type IntendedTarget } from '../shared/sending/intendedTarget.ts';

/** The stored targets of one window session. */
interface SessionFile {
  readonly pid: number;
  readonly targets: readonly (readonly [document: string, targets: readonly IntendedTarget[]])[];
}

const suffix = '.targets.json';

/**
 * The intended targets of this window's documents, by URI. VS Code does not identify a window across a reload, and two
 * windows of the same folder share their state. So each window session has its own file. A document that is unknown to
 * this session has the targets of all other sessions, which include this window's session before the reload.
 */
export class IntendedTargets {
  readonly #folder: string;
  #fileName: string | undefined;
  readonly #isRunning: (pid: number) => boolean;
  readonly #maxDocuments: number;
  /** Targets set in this session, in the order of their last change. */
  readonly #own = new Map<string, readonly IntendedTarget[]>();
  /** Targets of sessions that have ended. */
  readonly #inherited = new Map<string, readonly IntendedTarget[]>();
  #writing: Promise<void> = Promise.resolve();

  /**
   * `isRunning` returns whether the process of a session still runs. Beyond `maxDocuments`, the oldest targets are
   * removed.
   */
  constructor(folder: string, isRunning: (pid: number) => boolean, maxDocuments = 500) {
    this.#folder = folder;
    this.#isRunning = isRunning;
    this.#maxDocuments = maxDocuments;
  }

  /** Created on first use, because the first random UUID of a process takes 0.2 ms. */
  get #file(): string {
    return (this.#fileName ??= `${randomUUID()}${suffix}`);
  }

  has(document: string): boolean {
    return this.#own.has(document);
  }

  /** The targets of a document; empty if no session knows it. */
  async get(document: string): Promise<readonly IntendedTarget[]> {
    const own = this.#own.get(document);
    if (own) return own;
    const others = await this.#readOtherSessions();
    return distinct([
      ...(this.#inherited.get(document) ?? []),
      ...others.flatMap((session) => new Map(session.targets).get(document) ?? []),
    ]);
  }

  async set(document: string, targets: readonly IntendedTarget[]): Promise<void> {
    this.#own.delete(document);
    this.#own.set(document, targets);
    this.#inherited.delete(document);
    await this.#save();
  }

  async delete(document: string): Promise<void> {
    if (this.#own.delete(document) || this.#inherited.delete(document)) await this.#save();
  }

  /** Copies the targets of a document, or of all documents in a folder, to another URI. */
  async copy(from: string, to: string): Promise<void> {
    for (const known of [this.#own, this.#inherited])
      for (const [document, targets] of [...known])
        if (document === from || document.startsWith(`${from}/`)) known.set(to + document.slice(from.length), targets);
    await this.#save();
  }

  /** Reads the targets of running sessions, and takes over those of sessions that have ended. */
  async #readOtherSessions(): Promise<SessionFile[]> {
    const running: SessionFile[] = [];
    for (const name of await sessionFileNames(this.#folder)) {
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
      try {
        await this.#write();
        await rm(file, { force: true });
      } catch {
        // On a full disk, the file stays for the next session, and this one knows its targets.
      }
    }
    return running;
  }

  async #save(): Promise<void> {
    await this.#readOtherSessions();
    await this.#write();
  }

  #write(): Promise<void> {
    for (const known of [this.#inherited, this.#own])
      for (const document of known.keys()) {
        if (this.#own.size + this.#inherited.size <= this.#maxDocuments) break;
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

async function sessionFileNames(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(suffix));
  } catch {
    // The folder is created when the first target is saved.
    return [];
  }
}

/** Undefined for a file that was deleted in the meantime or cannot be read. */
async function readSession(file: string): Promise<SessionFile | undefined> {
  try {
    const session = JSON.parse(await readFile(file, 'utf8')) as Partial<SessionFile> | null;
    return typeof session?.pid === 'number' && Array.isArray(session.targets) ? (session as SessionFile) : undefined;
  } catch {
    return undefined;
  }
}
