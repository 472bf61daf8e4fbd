import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { operationIds, type OperationId } from '../catalogue/registry.ts';

/** The response that later ones to the same request are compared with, in the JSON format of its file. */
export interface Baseline {
  readonly tenant: string;
  /** The URI of the request's document. */
  readonly request: string;
  readonly operation: OperationId;
  /** In epoch milliseconds. */
  readonly sentAt: number;
  /** The response, without secrets. */
  readonly text: string;
}

export type BaselineKey = Pick<Baseline, 'tenant' | 'request'>;

/**
 * The baselines of all tenants: a folder for each tenant, with a file for each request. All methods throw the errors of
 * the file system.
 */
export class BaselineFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined if there is none, or if its file is damaged. */
  async get(key: BaselineKey): Promise<Baseline | undefined> {
    const found = await read(this.#fileOf(key));
    return found?.tenant === key.tenant && found.request === key.request ? found : undefined;
  }

  async set(baseline: Baseline): Promise<void> {
    const file = this.#fileOf(baseline);
    await mkdir(this.#folderOf(baseline.tenant), { recursive: true, mode: 0o700 });
    // Written atomically, and readable only by its owner because it contains customer data.
    const draft = `${file}.${randomUUID()}.new`;
    await writeFile(draft, JSON.stringify(baseline), { mode: 0o600 });
    await rename(draft, file);
  }

  async remove(key: BaselineKey): Promise<void> {
    await rm(this.#fileOf(key), { force: true });
  }

  /** Moves the baselines of a renamed document, or of all documents in a renamed folder, for every tenant. */
  async rename(from: string, to: string): Promise<void> {
    for (const baseline of await this.#all()) {
      if (!isAtOrIn(baseline.request, from)) continue;
      await this.set({ ...baseline, request: to + baseline.request.slice(from.length) });
      await this.remove(baseline);
    }
  }

  /** The number of baselines of a tenant, or of all. */
  async count(tenant?: string): Promise<number> {
    const all = await this.#all();
    return all.filter((baseline) => tenant === undefined || baseline.tenant === tenant).length;
  }

  /** Removes the baselines of a tenant, or of all. */
  async clear(tenant?: string): Promise<void> {
    await rm(tenant === undefined ? this.#folder : this.#folderOf(tenant), { recursive: true, force: true });
  }

  async #all(): Promise<readonly Baseline[]> {
    const names = await namesIn(this.#folder);
    const found = names.filter((name) => name.endsWith('.json')).map((name) => read(join(this.#folder, name)));
    return (await Promise.all(found)).filter((baseline) => baseline !== undefined);
  }

  #folderOf(tenant: string): string {
    return join(this.#folder, digest(tenant));
  }

  #fileOf({ tenant, request }: BaselineKey): string {
    return join(this.#folderOf(tenant), `${digest(request)}.json`);
  }
}

function isAtOrIn(request: string, place: string): boolean {
  return request === place || request.startsWith(`${place}/`);
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function read(file: string): Promise<Baseline | undefined> {
  try {
    const baseline = JSON.parse(await readFile(file, 'utf8')) as Partial<Baseline> | null;
    const isWhole =
      typeof baseline?.tenant === 'string' &&
      typeof baseline.request === 'string' &&
      typeof baseline.sentAt === 'number' &&
      typeof baseline.text === 'string' &&
      operationIds.some((id) => id === baseline.operation);
    return isWhole ? (baseline as Baseline) : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
