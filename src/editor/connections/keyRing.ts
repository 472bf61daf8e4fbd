import { isDeepStrictEqual } from 'node:util';
import type { Memento, SecretStorage } from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Log } from '../shared/log.ts';

/** The scope of a key: one operation, or all operations without their own key. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

export type KeyReading =
  | { readonly key: AuthKey; readonly missing?: undefined }
  /**
   * `other-origin`: the stored key was entered for another origin. `lost`: a key was stored, but SecretStorage no
   * longer has it.
   */
  | {
      readonly key?: undefined;
      readonly missing: 'none' | 'lost' | 'other-origin' | 'unreadable';
      readonly slot: KeySlot;
    };

interface StoredKey {
  readonly origin: string;
  readonly key: AuthKey;
}

const prefix = 'kapture.key/';
const storedKey = 'keysStored';
const movesKey = 'keyMoves';

interface KeyMove {
  readonly from: string;
  readonly to: string;
}

/**
 * The auth keys, stored only in SecretStorage. Each key is bound to the origin (scheme, host and port) that it was entered
 * for, so a changed base URL cannot send it elsewhere. Nothing is cached, so changes by other windows apply at once. The
 * filled slots are recorded separately to detect keys that VS Code lost.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;
  readonly #state: Memento;
  readonly #log: Log;
  /** Settles when the keys of renamed connections were moved or could not be moved. */
  #moved: Promise<unknown> = Promise.resolve();

  /** `state` stores which slots are filled and which keys are yet to be moved: names, never a key. */
  constructor(secrets: SecretStorage, state: Memento, log: Log) {
    this.#secrets = secrets;
    this.#state = state;
    this.#log = log;
  }

  /** The key for an operation: its own, else the connection's default key. */
  async find(connection: Connection, operation: OperationId): Promise<KeyReading> {
    await this.#retryMoves();
    const own = await this.#read(connection, operation);
    return own.missing === 'none' ? this.#read(connection, 'default') : own;
  }

  /** The slots that have a key. */
  async filledSlots(name: string): Promise<KeySlot[]> {
    await this.#retryMoves();
    const found = await Promise.all(
      keySlots.map(async (slot) => ((await this.#readRaw(name, slot)) === undefined ? [] : [slot])),
    );
    return found.flat();
  }

  async store(connection: Connection, slot: KeySlot, key: AuthKey): Promise<void> {
    const { name } = connection;
    await this.#retryMoves();
    // The new key would be moved with them or overwrite one of them.
    if (this.#isFormerName(name))
      throw new Error(
        `The auth keys of a renamed connection are still stored under the name ${name}. Try again later.`,
      );
    const stored: StoredKey = { origin: new URL(connection.baseUrl).origin, key };
    await this.#secrets.store(secretId(name, slot), JSON.stringify(stored));
    await this.#record([...this.#recordedIds, secretId(name, slot)]);
  }

  async remove(name: string, slots: readonly KeySlot[] = keySlots): Promise<void> {
    await this.#retryMoves();
    const former = this.#moves.flatMap(({ from, to }) => (to === name ? [from] : []));
    for (const each of [name, ...former]) await this.#delete(each, slots);
  }

  /**
   * Moves the keys of a renamed connection to its new name; other calls wait in the meantime. The keys stay bound to their
   * origins. Resolves to false if the secret storage fails. The keys then stay under the former name, and the next use of any
   * key retries the move.
   */
  move(from: string, to: string): Promise<boolean> {
    return this.#enqueue(async () => {
      const earlier = this.#moves.filter((move) => move.from !== from);
      // Pending moves to a name that is now renamed go straight to the new name. The newest keys are moved first.
      const moves = [{ from, to }, ...earlier.map((move) => (move.to === from ? { ...move, to } : move))];
      await this.#setMoves(moves.filter((move) => move.from !== move.to));
      await this.#tryMoves();
      return !this.#isFormerName(from);
    });
  }

  async #retryMoves(): Promise<void> {
    await (this.#moves.length ? this.#enqueue(() => this.#tryMoves()) : this.#moved);
  }

  #enqueue<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#moved.then(work);
    this.#moved = result.catch(() => undefined);
    return result;
  }

  async #tryMoves(): Promise<void> {
    for (const { from, to } of this.#moves) {
      try {
        await this.#copy(from, to);
        await this.#delete(from, keySlots);
        await this.#setMoves(this.#moves.filter((move) => move.from !== from || move.to !== to));
      } catch (error) {
        this.#log.error(`The auth keys of ${from} could not be moved to ${to}.`, error);
      }
    }
  }

  #isFormerName(name: string): boolean {
    return this.#moves.some(({ from }) => from === name);
  }

  get #moves(): readonly KeyMove[] {
    return this.#state.get(movesKey, []);
  }

  async #setMoves(moves: readonly KeyMove[]): Promise<void> {
    if (!isDeepStrictEqual(moves, this.#moves)) await this.#state.update(movesKey, moves);
  }

  async #delete(name: string, slots: readonly KeySlot[]): Promise<void> {
    const ids = slots.map((slot) => secretId(name, slot));
    await Promise.all(ids.map((id) => this.#secrets.delete(id)));
    await this.#record(this.#recordedIds.filter((id) => !ids.includes(id)));
  }

  async #copy(from: string, to: string): Promise<void> {
    for (const slot of keySlots) {
      const raw = await this.#secrets.get(secretId(from, slot));
      if (raw === undefined) continue;
      // An existing key was entered after the rename or moved by another window.
      if ((await this.#secrets.get(secretId(to, slot))) === undefined)
        await this.#secrets.store(secretId(to, slot), raw);
      await this.#record([...this.#recordedIds, secretId(to, slot)]);
    }
  }

  async #read(connection: Connection, slot: KeySlot): Promise<KeyReading> {
    // The keys under this name belong to a renamed connection.
    if (this.#isFormerName(connection.name)) return { missing: 'none', slot };
    const raw = await this.#readRaw(connection.name, slot);
    if (raw === undefined)
      return { missing: this.#recordedIds.includes(secretId(connection.name, slot)) ? 'lost' : 'none', slot };
    const stored = raw === null ? undefined : parseStored(raw);
    if (!stored) return { missing: 'unreadable', slot };
    return stored.origin === new URL(connection.baseUrl).origin
      ? { key: stored.key }
      : { missing: 'other-origin', slot };
  }

  get #recordedIds(): readonly string[] {
    return this.#state.get(storedKey, []);
  }

  async #record(ids: readonly string[]): Promise<void> {
    await this.#state.update(storedKey, [...new Set(ids)]);
  }

  /** null if SecretStorage fails: a broken system keyring must not break the rest. */
  async #readRaw(name: string, slot: KeySlot): Promise<string | undefined | null> {
    try {
      return await this.#secrets.get(secretId(name, slot));
    } catch {
      this.#log.error(`The auth key for ${name} (${slot}) could not be read from SecretStorage.`);
      return null;
    }
  }
}

function secretId(name: string, slot: KeySlot): string {
  return `${prefix}${slot}/${name}`;
}

function parseStored(raw: string): StoredKey | undefined {
  try {
    const value = JSON.parse(raw) as Partial<StoredKey> | null;
    return typeof value?.origin === 'string' && typeof value.key === 'string' ? (value as StoredKey) : undefined;
  } catch {
    return undefined;
  }
}
