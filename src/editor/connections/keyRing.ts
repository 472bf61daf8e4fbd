import { isDeepStrictEqual } from 'node:util';
import type { Memento, SecretStorage } from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Log } from '../shared/log.ts';

/** What a key is for: one operation, or all that have none of their own. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

export type KeyReading =
  | { readonly key: AuthKey; readonly missing?: undefined }
  /** `other-origin`: there is one, but it was entered for another address; `lost`: one was stored, and VS Code has it no more. */
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
 * The auth keys, in SecretStorage and nowhere else. Each is bound to the origin (scheme, host and port) that it was
 * entered for, so that a changed base URL cannot draw it elsewhere. Nothing is cached: what another window stores or
 * removes holds at once. Which slots were filled is remembered apart, so that it shows when VS Code loses what it was given.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;
  readonly #state: Memento;
  readonly #log: Log;
  /** Ends when the keys of renamed connections are under their new names, or could not be moved. */
  #moved: Promise<unknown> = Promise.resolve();

  /** `state` remembers which slots were filled and which keys have to be moved: names, never a key. */
  constructor(secrets: SecretStorage, state: Memento, log: Log) {
    this.#secrets = secrets;
    this.#state = state;
    this.#log = log;
  }

  /** The key for an operation: its own, else the connection's default. */
  async find(connection: Connection, operation: OperationId): Promise<KeyReading> {
    await this.#retryMoves();
    const own = await this.#read(connection, operation);
    return own.missing === 'none' ? this.#read(connection, 'default') : own;
  }

  /** Which slots hold something, without reading it out. */
  async filled(name: string): Promise<KeySlot[]> {
    await this.#retryMoves();
    const found = await Promise.all(
      keySlots.map(async (slot) => ((await this.#raw(name, slot)) === undefined ? [] : [slot])),
    );
    return found.flat();
  }

  async store(connection: Connection, slot: KeySlot, key: AuthKey): Promise<void> {
    const { name } = connection;
    await this.#retryMoves();
    // It would be moved away with them, or replace one.
    if (this.#isFormer(name))
      throw new Error(`The keys of a renamed connection are still stored under the name ${name}.`);
    const stored: StoredKey = { origin: new URL(connection.baseUrl).origin, key };
    await this.#secrets.store(idOf(name, slot), JSON.stringify(stored));
    await this.#remember([...this.#remembered, idOf(name, slot)]);
  }

  async remove(name: string, slots: readonly KeySlot[] = keySlots): Promise<void> {
    await this.#retryMoves();
    const former = this.#moves.flatMap(({ from, to }) => (to === name ? [from] : []));
    for (const each of [name, ...former]) await this.#delete(each, slots);
  }

  /**
   * Has the keys of a renamed connection under its new name; whatever else is asked meanwhile waits. They stay bound to their
   * origins. Resolves to false where the secret storage fails: then they stay under the former name, and the next use of any
   * key tries again.
   */
  move(from: string, to: string): Promise<boolean> {
    return this.#next(async () => {
      const earlier = this.#moves.filter((move) => move.from !== from);
      // What waits to be moved to a name that is renamed again goes to the last name at once; newer keys go first.
      const moves = [{ from, to }, ...earlier.map((move) => (move.to === from ? { ...move, to } : move))];
      await this.#setMoves(moves.filter((move) => move.from !== move.to));
      await this.#tryMoves();
      return !this.#isFormer(from);
    });
  }

  async #retryMoves(): Promise<void> {
    await (this.#moves.length ? this.#next(() => this.#tryMoves()) : this.#moved);
  }

  #next<Result>(work: () => Promise<Result>): Promise<Result> {
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
        this.#log.error(`The keys of ${from} could not be moved to ${to}.`, error);
      }
    }
  }

  #isFormer(name: string): boolean {
    return this.#moves.some(({ from }) => from === name);
  }

  get #moves(): readonly KeyMove[] {
    return this.#state.get(movesKey, []);
  }

  async #setMoves(moves: readonly KeyMove[]): Promise<void> {
    if (!isDeepStrictEqual(moves, this.#moves)) await this.#state.update(movesKey, moves);
  }

  async #delete(name: string, slots: readonly KeySlot[]): Promise<void> {
    const ids = slots.map((slot) => idOf(name, slot));
    await Promise.all(ids.map((id) => this.#secrets.delete(id)));
    await this.#remember(this.#remembered.filter((id) => !ids.includes(id)));
  }

  async #copy(from: string, to: string): Promise<void> {
    for (const slot of keySlots) {
      const raw = await this.#secrets.get(idOf(from, slot));
      if (raw === undefined) continue;
      // A key that is there was entered after the rename, or another window was quicker.
      if ((await this.#secrets.get(idOf(to, slot))) === undefined) await this.#secrets.store(idOf(to, slot), raw);
      await this.#remember([...this.#remembered, idOf(to, slot)]);
    }
  }

  async #read(connection: Connection, slot: KeySlot): Promise<KeyReading> {
    // What is under its name belongs to a renamed connection.
    if (this.#isFormer(connection.name)) return { missing: 'none', slot };
    const raw = await this.#raw(connection.name, slot);
    if (raw === undefined)
      return { missing: this.#remembered.includes(idOf(connection.name, slot)) ? 'lost' : 'none', slot };
    const stored = raw === null ? undefined : parseStored(raw);
    if (!stored) return { missing: 'unreadable', slot };
    return stored.origin === new URL(connection.baseUrl).origin
      ? { key: stored.key }
      : { missing: 'other-origin', slot };
  }

  get #remembered(): readonly string[] {
    return this.#state.get(storedKey, []);
  }

  async #remember(ids: readonly string[]): Promise<void> {
    await this.#state.update(storedKey, [...new Set(ids)]);
  }

  /** null where SecretStorage fails: a broken keyring must not break the rest. */
  async #raw(name: string, slot: KeySlot): Promise<string | undefined | null> {
    try {
      return await this.#secrets.get(idOf(name, slot));
    } catch {
      this.#log.error(`The key of ${name} (${slot}) could not be read from SecretStorage.`);
      return null;
    }
  }
}

function idOf(name: string, slot: KeySlot): string {
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
