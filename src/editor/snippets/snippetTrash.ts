import { randomUUID } from 'node:crypto';
import { copyFile, constants, mkdir, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { operationOfFile, requestSuffix } from '../../kapture/catalogue/registry.ts';
import { nameOfFile, namesLike } from './requestName.ts';

/** A personal snippet that was deleted. */
export interface TrashedSnippet {
  /** The folder that it has for itself in the trash. */
  readonly id: string;
  /** The name of its file, as it was. */
  readonly file: string;
  readonly deletedAt: number;
}

/** When it was deleted, and what tells it from all others. */
const idPattern = /^(\d{13})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The deleted personal snippets: each in a folder of its own, so that several windows never write over one another's. Other
 * files in the folder stay.
 */
export class SnippetTrash {
  readonly #folder: string;

  /** `storage` is the path of the extension's folder. */
  constructor(storage: string) {
    this.#folder = join(storage, 'snippets-trash');
  }

  /** Moves a file here. Throws if it cannot, and leaves it where it is. */
  async put(path: string): Promise<TrashedSnippet> {
    const deletedAt = Date.now();
    const snippet = { id: newId(deletedAt), file: basename(path), deletedAt };
    const folder = join(this.#folder, snippet.id);
    await mkdir(folder, { recursive: true });
    try {
      await rename(path, join(folder, snippet.file));
    } catch (error) {
      await rmdir(folder).catch(() => undefined);
      throw error;
    }
    return snippet;
  }

  /** Newest first. */
  async list(): Promise<TrashedSnippet[]> {
    const ids = await namesIn(this.#folder);
    const found = await Promise.all(
      ids.map(async (id): Promise<TrashedSnippet[]> => {
        const deletedAt = Number(idPattern.exec(id)?.[1]);
        if (!deletedAt) return [];
        const files = await namesIn(join(this.#folder, id));
        return files.filter(operationOfFile).map((file) => ({ id, file, deletedAt }));
      }),
    );
    return found.flat().sort((one, other) => other.deletedAt - one.deletedAt);
  }

  /**
   * Moves a snippet to a folder, under the next free name if its own is taken; its path, undefined where it is no longer in
   * the trash.
   */
  async restore(snippet: TrashedSnippet, folder: string): Promise<string | undefined> {
    const own = await this.#take(snippet);
    if (!own) return undefined;
    const from = join(this.#folder, own.id, own.file);
    await mkdir(folder, { recursive: true });
    const path = await placeFree(from, folder);
    await unlink(from);
    await rmdir(join(this.#folder, own.id)).catch(() => undefined);
    return path;
  }

  /** Deletes snippets for good; how many of them were still there. */
  async remove(snippets: readonly TrashedSnippet[]): Promise<number> {
    let count = 0;
    for (const snippet of snippets) {
      const own = await this.#take(snippet);
      if (!own) continue;
      await rm(join(this.#folder, own.id, own.file));
      await rmdir(join(this.#folder, own.id)).catch(() => undefined);
      count++;
    }
    return count;
  }

  /** Makes a snippet this window's: of several that want it, one has it under another id. */
  async #take(snippet: TrashedSnippet): Promise<TrashedSnippet | undefined> {
    const own = { ...snippet, id: newId(snippet.deletedAt) };
    try {
      await rename(join(this.#folder, snippet.id), join(this.#folder, own.id));
      return own;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function newId(deletedAt: number): string {
  return `${String(deletedAt).padStart(13, '0')}-${randomUUID()}`;
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Copies a file to a folder, under the first name like its own that is free. Never writes over a file. */
async function placeFree(from: string, folder: string): Promise<string> {
  const suffix = requestSuffix(operationOfFile(basename(from))!);
  for (const name of namesLike(nameOfFile(basename(from)))) {
    const path = join(folder, `${name}${suffix}`);
    try {
      // Not a link: if this process ends before the original is deleted, both names would be one file.
      await copyFile(from, path, constants.COPYFILE_EXCL);
      return path;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') throw error;
    }
  }
  throw new Error('There is always a next name.');
}

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException).code;
}
