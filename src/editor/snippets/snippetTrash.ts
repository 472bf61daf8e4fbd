import { randomUUID } from 'node:crypto';
import { copyFile, constants, mkdir, readdir, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { kindOfFile, requestSuffix } from '../../kapture/catalogue/registry.ts';
import { nameOfFile, numberedNames } from './requestName.ts';

/** A deleted personal snippet. */
export interface TrashedSnippet {
  /** The name of its own folder in the trash. */
  readonly id: string;
  /** The original name of its file. */
  readonly file: string;
  /** In milliseconds since 1970. */
  readonly deletedAt: number;
}

/** The time of deletion and a UUID. */
const idPattern = /^(\d{13})-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * The trash for personal snippets. Each snippet has its own folder, so that several windows never overwrite each
 * other's files. Other files in the trash folder are left alone.
 */
export class SnippetTrash {
  readonly #folder: string;

  /** `storage` is the path of the extension's global storage. */
  constructor(storage: string) {
    this.#folder = join(storage, 'snippets-trash');
  }

  /** Moves a file to the trash. If that fails, it throws and the file stays where it is. */
  async add(path: string): Promise<TrashedSnippet> {
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

  /** The snippets in the trash, newest first. */
  async list(): Promise<TrashedSnippet[]> {
    const ids = await entriesOf(this.#folder);
    const found = await Promise.all(
      ids.map(async (id): Promise<TrashedSnippet[]> => {
        const deletedAt = Number(idPattern.exec(id)?.[1]);
        if (!deletedAt) return [];
        const files = await entriesOf(join(this.#folder, id));
        return files.filter(kindOfFile).map((file) => ({ id, file, deletedAt }));
      }),
    );
    return found.flat().sort((one, other) => other.deletedAt - one.deletedAt);
  }

  /**
   * Moves a snippet back to a folder, under an unused name. Returns its path, or undefined if it is no longer in the
   * trash.
   */
  async restore(snippet: TrashedSnippet, folder: string): Promise<string | undefined> {
    const claimed = await this.#claim(snippet);
    if (!claimed) return undefined;
    const from = join(this.#folder, claimed.id, claimed.file);
    await mkdir(folder, { recursive: true });
    const path = await copyToUnused(from, folder);
    await unlink(from);
    await rmdir(join(this.#folder, claimed.id)).catch(() => undefined);
    return path;
  }

  /** Permanently deletes snippets. Returns how many of them still existed. */
  async remove(snippets: readonly TrashedSnippet[]): Promise<number> {
    let count = 0;
    for (const snippet of snippets) {
      const claimed = await this.#claim(snippet);
      if (!claimed) continue;
      await rm(join(this.#folder, claimed.id, claimed.file));
      await rmdir(join(this.#folder, claimed.id)).catch(() => undefined);
      count++;
    }
    return count;
  }

  /**
   * Claims a snippet by renaming its folder, so that only one of several windows gets it. Undefined if another one has
   * it.
   */
  async #claim(snippet: TrashedSnippet): Promise<TrashedSnippet | undefined> {
    const claimed = { ...snippet, id: newId(snippet.deletedAt) };
    try {
      await rename(join(this.#folder, snippet.id), join(this.#folder, claimed.id));
      return claimed;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw error;
    }
  }
}

function newId(deletedAt: number): string {
  return `${String(deletedAt).padStart(13, '0')}-${randomUUID()}`;
}

async function entriesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

/** Copies a file to a folder under an unused name. Never overwrites a file. */
async function copyToUnused(from: string, folder: string): Promise<string> {
  const suffix = requestSuffix(kindOfFile(basename(from))!);
  for (const name of numberedNames(nameOfFile(basename(from)))) {
    const path = join(folder, `${name}${suffix}`);
    try {
      // Not a hard link: if this process ended before the original is deleted, both names would be the same file.
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
