import type { SecretStorage } from 'vscode';
import type { AuthKey } from '../../kapture/authKey.ts';
import type { Connection } from '../../kapture/connection.ts';
import { operationIds, type OperationId } from '../../kapture/operations.ts';
import type { Log } from '../log.ts';

/** What a key is for: one operation, or all that have none of their own. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

export type KeyReading =
  | { readonly key: AuthKey; readonly missing?: undefined }
  /** `other-origin`: there is one, but it was entered for another address. */
  | { readonly key?: undefined; readonly missing: 'none' | 'other-origin' | 'unreadable' };

interface StoredKey {
  readonly origin: string;
  readonly key: AuthKey;
}

const prefix = 'kapture.key/';

/**
 * The auth keys, in SecretStorage and nowhere else. Each is bound to the origin (scheme, host and port) that it was
 * entered for, so that a changed base URL cannot draw it elsewhere. Nothing is cached: what another window stores or
 * removes holds at once.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;
  readonly #log: Log;

  constructor(secrets: SecretStorage, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** The key for an operation: its own, else the connection's default. */
  async find(connection: Connection, operation: OperationId): Promise<KeyReading> {
    const own = await this.#read(connection, operation);
    return own.missing === 'none' ? this.#read(connection, 'default') : own;
  }

  /** Which slots hold something, without reading it out. */
  async filled(name: string): Promise<KeySlot[]> {
    const found = await Promise.all(keySlots.map(async (slot) => ((await this.#raw(name, slot)) === undefined ? [] : [slot])));
    return found.flat();
  }

  async store(connection: Connection, slot: KeySlot, key: AuthKey): Promise<void> {
    const stored: StoredKey = { origin: new URL(connection.baseUrl).origin, key };
    await this.#secrets.store(idOf(connection.name, slot), JSON.stringify(stored));
  }

  async remove(name: string, slots: readonly KeySlot[] = keySlots): Promise<void> {
    await Promise.all(slots.map((slot) => this.#secrets.delete(idOf(name, slot))));
  }

  /** Has a connection's keys stand under another name as well. */
  async copy(from: string, to: string): Promise<void> {
    for (const slot of keySlots) {
      const raw = await this.#raw(from, slot);
      if (typeof raw === 'string') await this.#secrets.store(idOf(to, slot), raw);
    }
  }

  async #read(connection: Connection, slot: KeySlot): Promise<KeyReading> {
    const raw = await this.#raw(connection.name, slot);
    if (raw === undefined) return { missing: 'none' };
    const stored = raw === null ? undefined : parseStored(raw);
    if (!stored) return { missing: 'unreadable' };
    return stored.origin === new URL(connection.baseUrl).origin ? { key: stored.key } : { missing: 'other-origin' };
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
