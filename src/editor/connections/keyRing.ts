import { isDeepStrictEqual } from 'node:util';
import type { Memento, SecretStorage } from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import type { Log } from '../shared/log.ts';
import { UserError } from '../shared/questions/userError.ts';

/** The scope of a key: one operation, or all operations without their own key. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

/** The scope of the value of a secret header or variable. */
type ValueSlot = `header/${string}` | `variable/${string}`;

type SecretSlot = KeySlot | ValueSlot;

/**
 * Why a secret is missing. `other-origin`: the stored one was entered for another origin. `lost`: one was stored, but
 * SecretStorage no longer has it.
 */
export type MissingSecret = 'none' | 'lost' | 'other-origin' | 'unreadable';

export type KeyReading =
  | { readonly key: AuthKey; readonly missing?: undefined }
  | { readonly key?: undefined; readonly missing: MissingSecret; readonly slot: KeySlot };

export type ValueReading =
  | { readonly value: string; readonly missing?: undefined }
  | { readonly value?: undefined; readonly missing: MissingSecret };

/** What a secret is bound to. */
export type SecretOwner = Pick<Connection, 'name' | 'baseUrl'>;

/** The entry in SecretStorage, also for the value of a header or a variable. */
interface StoredKey {
  readonly origin: string;
  readonly key: string;
}

const prefix = 'kapture.key/';
const storedKey = 'keysStored';
const movesKey = 'keyMoves';

interface KeyMove {
  readonly from: string;
  readonly to: string;
}

/**
 * The auth keys and the values of secret headers and variables, stored only in SecretStorage. Each is bound to the
 * origin (scheme, host and port) that it was entered for, so a changed base URL cannot send it elsewhere. Nothing is
 * cached, so changes by other windows apply at once. The filled slots are recorded separately to detect keys that VS
 * Code lost.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;
  readonly #state: Memento;
  readonly #log: Log;
  readonly #formerNameText: (name: string) => string;
  /** Settles when the keys of renamed connections were moved or could not be moved. */
  #moved: Promise<unknown> = Promise.resolve();

  /**
   * `state` stores which slots are filled and which keys are yet to be moved: names, never a key. `formerNameText` tells
   * the user that nothing was stored under a name that still has the keys of a renamed connection.
   */
  constructor(secrets: SecretStorage, state: Memento, log: Log, formerNameText: (name: string) => string) {
    this.#secrets = secrets;
    this.#state = state;
    this.#log = log;
    this.#formerNameText = formerNameText;
  }

  /** The key for an operation: its own, else the connection's default key. */
  async find(connection: Connection, operation: OperationId): Promise<KeyReading> {
    await this.#retryMoves();
    const own = await this.#readKey(connection, operation);
    return own.missing === 'none' ? this.#readKey(connection, 'default') : own;
  }

  /** The value of a secret header. Header names ignore case. */
  async findHeader(owner: SecretOwner, header: string): Promise<ValueReading> {
    return this.#findValue(owner, headerSlot(header));
  }

  async findVariable(owner: SecretOwner, variable: string): Promise<ValueReading> {
    return this.#findValue(owner, `variable/${variable}`);
  }

  async #findValue(owner: SecretOwner, slot: ValueSlot): Promise<ValueReading> {
    await this.#retryMoves();
    const { secret, missing } = await this.#read(owner, slot);
    return missing === undefined ? { value: secret } : { missing };
  }

  /** The names of the secret variables that were stored for a connection, also those of an earlier base URL. */
  variableNames(name: string): readonly string[] {
    return this.#valueSlots(name).flatMap((slot) => (slot.startsWith('variable/') ? slot.slice(9) : []));
  }

  /** The slots that have a key. */
  async filledSlots(name: string): Promise<KeySlot[]> {
    await this.#retryMoves();
    const found = await Promise.all(
      keySlots.map(async (slot) => ((await this.#readRaw(name, slot)) === undefined ? [] : [slot])),
    );
    return found.flat();
  }

  async store(owner: SecretOwner, slot: KeySlot, key: AuthKey): Promise<void> {
    await this.#store(owner, slot, key);
  }

  async storeHeader(owner: SecretOwner, header: string, value: string): Promise<void> {
    await this.#store(owner, headerSlot(header), value);
  }

  async removeHeader(name: string, header: string): Promise<void> {
    await this.#remove(name, () => [headerSlot(header)]);
  }

  async storeVariable(owner: SecretOwner, variable: string, value: string): Promise<void> {
    await this.#store(owner, `variable/${variable}`, value);
  }

  async removeVariables(name: string, variables: readonly string[]): Promise<void> {
    await this.#remove(name, () => variables.map((variable) => `variable/${variable}` as const));
  }

  async #store({ name, baseUrl }: SecretOwner, slot: SecretSlot, key: string): Promise<void> {
    await this.#retryMoves();
    // The new key would be moved with them or overwrite one of them.
    if (this.#isFormerName(name)) throw new UserError(this.#formerNameText(name));
    const stored: StoredKey = { origin: new URL(baseUrl).origin, key };
    await this.#secrets.store(secretId(name, slot), JSON.stringify(stored));
    await this.#record([...this.#recordedIds, secretId(name, slot)]);
  }

  /** Removes the keys of some slots, or all keys and header values of a connection. */
  async remove(name: string, slots?: readonly KeySlot[]): Promise<void> {
    await this.#remove(name, (each) => slots ?? this.#allSlots(each));
  }

  async #remove(name: string, slotsOf: (name: string) => readonly SecretSlot[]): Promise<void> {
    await this.#retryMoves();
    const former = this.#moves.flatMap(({ from, to }) => (to === name ? [from] : []));
    for (const each of [name, ...former]) await this.#delete(each, slotsOf(each));
  }

  /** The slots that can have a secret: those of keys, and those of headers and variables with a recorded value. */
  #allSlots(name: string): readonly SecretSlot[] {
    return [...keySlots, ...this.#valueSlots(name)];
  }

  #valueSlots(name: string): readonly ValueSlot[] {
    return this.#recordedIds.flatMap((id) => valueSlotIn(id, name) ?? []);
  }

  /**
   * Moves the keys of a renamed connection to its new name; other calls wait in the meantime. The keys stay bound to
   * their origins. Resolves to false if the secret storage fails. The keys then stay under the former name, and the
   * next use of any key retries the move.
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
        await this.#delete(from, this.#allSlots(from));
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

  async #delete(name: string, slots: readonly SecretSlot[]): Promise<void> {
    const ids = slots.map((slot) => secretId(name, slot));
    await Promise.all(ids.map((id) => this.#secrets.delete(id)));
    await this.#record(this.#recordedIds.filter((id) => !ids.includes(id)));
  }

  async #copy(from: string, to: string): Promise<void> {
    for (const slot of this.#allSlots(from)) {
      const raw = await this.#secrets.get(secretId(from, slot));
      if (raw === undefined) continue;
      // An existing key was entered after the rename or moved by another window.
      if ((await this.#secrets.get(secretId(to, slot))) === undefined)
        await this.#secrets.store(secretId(to, slot), raw);
      await this.#record([...this.#recordedIds, secretId(to, slot)]);
    }
  }

  async #readKey(connection: Connection, slot: KeySlot): Promise<KeyReading> {
    const { secret, missing } = await this.#read(connection, slot);
    return missing === undefined ? { key: secret as AuthKey } : { missing, slot };
  }

  async #read(
    { name, baseUrl }: SecretOwner,
    slot: SecretSlot,
  ): Promise<
    | { readonly secret: string; readonly missing?: undefined }
    | { readonly secret?: undefined; readonly missing: MissingSecret }
  > {
    // The secrets under this name belong to a renamed connection.
    if (this.#isFormerName(name)) return { missing: 'none' };
    const raw = await this.#readRaw(name, slot);
    if (raw === undefined) return { missing: this.#recordedIds.includes(secretId(name, slot)) ? 'lost' : 'none' };
    const stored = raw === null ? undefined : parseStored(raw);
    if (!stored) return { missing: 'unreadable' };
    return stored.origin === new URL(baseUrl).origin ? { secret: stored.key } : { missing: 'other-origin' };
  }

  get #recordedIds(): readonly string[] {
    return this.#state.get(storedKey, []);
  }

  async #record(ids: readonly string[]): Promise<void> {
    await this.#state.update(storedKey, [...new Set(ids)]);
  }

  /** null if SecretStorage fails: a broken system keyring must not break the rest. */
  async #readRaw(name: string, slot: SecretSlot): Promise<string | undefined | null> {
    try {
      return await this.#secrets.get(secretId(name, slot));
    } catch {
      this.#log.error(`The auth key for ${name} (${slot}) could not be read from SecretStorage.`);
      return null;
    }
  }
}

function secretId(name: string, slot: SecretSlot): string {
  return `${prefix}${slot}/${name}`;
}

function headerSlot(header: string): ValueSlot {
  return `header/${header.toLowerCase()}`;
}

/**
 * The slot of a value in an ID of {@link secretId}. The names of headers, variables and connections have no slashes.
 */
function valueSlotIn(id: string, name: string): ValueSlot | undefined {
  const [kind, value, owner] = id.slice(prefix.length).split('/');
  return (kind === 'header' || kind === 'variable') && value !== undefined && owner === name
    ? `${kind}/${value}`
    : undefined;
}

function parseStored(raw: string): StoredKey | undefined {
  try {
    const value = JSON.parse(raw) as Partial<StoredKey> | null;
    return typeof value?.origin === 'string' && typeof value.key === 'string' ? (value as StoredKey) : undefined;
  } catch {
    return undefined;
  }
}
