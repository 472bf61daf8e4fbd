import type { Memento, SecretStorage } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { Log } from '../../shared/log.ts';
import { digestOfTenant } from '../renames/connectionRename.ts';
import { keySlots, secretId, valueSlotIn, type SecretSlot, type ValueSlot } from './secretSlots.ts';

/** What a secret is bound to. */
export type SecretOwner = Pick<Connection, 'name' | 'baseUrl'>;

/**
 * Why a secret is missing. `other-origin`: the stored one was entered for another origin. `lost`: one was stored, but
 * SecretStorage no longer has it.
 */
export type MissingSecret = 'none' | 'lost' | 'other-origin' | 'unreadable';

export type SecretReading =
  | { readonly secret: string; readonly missing?: undefined }
  | { readonly secret?: undefined; readonly missing: MissingSecret };

/** An entry in SecretStorage. */
interface StoredSecret {
  readonly origin: string;
  readonly key: string;
}

const storedKey = 'keysStored';

/**
 * The secrets in SecretStorage. Nothing is cached, so changes by other windows apply at once. The filled slots are
 * recorded separately to detect secrets that VS Code lost.
 */
export class StoredSecrets {
  readonly #secrets: SecretStorage;
  readonly #state: Memento;
  readonly #log: Log;

  /** `state` stores which slots are filled, never a secret. */
  constructor(secrets: SecretStorage, state: Memento, log: Log) {
    this.#secrets = secrets;
    this.#state = state;
    this.#log = log;
  }

  async read({ name, baseUrl }: SecretOwner, slot: SecretSlot): Promise<SecretReading> {
    const raw = await this.#readRaw(name, slot);
    if (raw === undefined) return { missing: this.#recordedIds.includes(secretId(name, slot)) ? 'lost' : 'none' };
    const stored = raw === null ? undefined : parseStored(raw);
    if (!stored) return { missing: 'unreadable' };
    return stored.origin === new URL(baseUrl).origin ? { secret: stored.key } : { missing: 'other-origin' };
  }

  /** Whether SecretStorage has an entry, readable or not. */
  async has(name: string, slot: SecretSlot): Promise<boolean> {
    return (await this.#readRaw(name, slot)) !== undefined;
  }

  async store({ name, baseUrl }: SecretOwner, slot: SecretSlot, secret: string): Promise<void> {
    const stored: StoredSecret = { origin: new URL(baseUrl).origin, key: secret };
    await this.#secrets.store(secretId(name, slot), JSON.stringify(stored));
    await this.#record([...this.#recordedIds, secretId(name, slot)]);
  }

  async delete(name: string, slots: readonly SecretSlot[]): Promise<void> {
    const ids = slots.map((slot) => secretId(name, slot));
    await Promise.all(ids.map((id) => this.#secrets.delete(id)));
    await this.#record(this.#recordedIds.filter((id) => !ids.includes(id)));
  }

  /**
   * Moves the secrets of one connection to another name, still bound to their origins. Only those of a tenant, given by
   * the digest of its origin: another window may have moved them, and the former name may have the secrets of another
   * connection by now. Undefined for a move that an earlier version stored.
   */
  async move(from: string, to: string, tenant: string | undefined): Promise<void> {
    const moved: SecretSlot[] = [];
    for (const slot of this.allSlots(from)) {
      const raw = await this.#secrets.get(secretId(from, slot));
      if (raw === undefined) continue;
      if (tenant !== undefined && digestOfTenant({ baseUrl: originOf(raw) }) !== tenant) continue;
      moved.push(slot);
      const existing = await this.#secrets.get(secretId(to, slot));
      // A secret of the same origin was entered after the rename. One of another origin belongs to an earlier
      // connection.
      if (existing === undefined || originOf(existing) !== originOf(raw))
        await this.#secrets.store(secretId(to, slot), raw);
      await this.#record([...this.#recordedIds, secretId(to, slot)]);
    }
    await this.delete(from, moved);
  }

  /** The slots that can have a secret: those of keys, and those of headers and variables with a recorded value. */
  allSlots(name: string): readonly SecretSlot[] {
    return [...keySlots, ...this.valueSlots(name)];
  }

  /** The slots of headers and variables with a recorded value. */
  valueSlots(name: string): readonly ValueSlot[] {
    return this.#recordedIds.flatMap((id) => valueSlotIn(id, name) ?? []);
  }

  /** The slots with a recorded secret. */
  recordedSlots(name: string): readonly SecretSlot[] {
    return this.allSlots(name).filter((slot) => this.#recordedIds.includes(secretId(name, slot)));
  }

  /** The names with a recorded secret. The names of connections have no slashes. */
  get names(): readonly string[] {
    return [...new Set(this.#recordedIds.map((id) => id.slice(id.lastIndexOf('/') + 1)))];
  }

  /** The origins that the recorded secrets under a name were entered for, as far as they can be read. */
  async originsOf(name: string): Promise<readonly string[]> {
    const raw = await Promise.all(this.recordedSlots(name).map((slot) => this.#readRaw(name, slot)));
    return [...new Set(raw.flatMap((one) => originOf(one ?? '') ?? []))];
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

function originOf(raw: string): string | undefined {
  return parseStored(raw)?.origin;
}

function parseStored(raw: string): StoredSecret | undefined {
  try {
    const value = JSON.parse(raw) as Partial<StoredSecret> | null;
    return typeof value?.origin === 'string' && typeof value.key === 'string' ? (value as StoredSecret) : undefined;
  } catch {
    return undefined;
  }
}
