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

const leftoversKey = 'leftoverSecrets';

/** How long the secrets of a connection are kept that was removed in the settings, in milliseconds. */
const leftoverMs = 24 * 3600_000;

/**
 * The secrets in SecretStorage. Nothing is cached, so changes by other windows apply at once. The filled slots are
 * recorded separately to detect secrets that VS Code lost. Leftovers, the secrets of a connection that was removed in
 * the settings, are not used unless it comes back.
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
    await this.#delete(slots.map((slot) => secretId(name, slot)));
  }

  async #delete(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => this.#secrets.delete(id)));
    await this.#setLeftovers(Object.entries(this.#leftovers).filter(([id]) => !ids.includes(id)));
    await this.#record(this.#recordedIds.filter((id) => !ids.includes(id)));
  }

  /** Makes the secrets of a removed connection leftovers. */
  async markLeftovers(name: string): Promise<void> {
    const ids = idsOf(name, this.#recordedIds);
    if (!ids.length) return;
    const now = Date.now();
    await Promise.all([
      this.#setLeftovers([...Object.entries(this.#leftovers), ...ids.map((id) => [id, now] as const)]),
      this.#record(this.#recordedIds.filter((id) => !ids.includes(id))),
    ]);
  }

  /** Gives a connection that is back its secrets again. */
  async reclaim(name: string): Promise<void> {
    const ids = idsOf(name, Object.keys(this.#leftovers)).filter((id) => !this.#isOld(id));
    if (ids.length) await this.#record([...this.#recordedIds, ...ids]);
  }

  async deleteOldLeftovers(): Promise<void> {
    const ids = Object.keys(this.#leftovers).filter((id) => this.#isOld(id));
    if (ids.length) await this.#delete(ids);
  }

  /**
   * Moves the secrets of one connection to another name, still bound to their origins. Only those of a tenant, given by
   * the digest of its origin: another window may have moved them, and the former name may have the secrets of another
   * connection by now. Undefined for a move that an earlier version stored.
   */
  async move(from: string, to: string, tenant: string | undefined): Promise<void> {
    const moved: SecretSlot[] = [];
    for (const slot of this.allSlots(from)) {
      const raw = await this.#get(secretId(from, slot));
      if (raw === undefined) continue;
      if (tenant !== undefined && digestOfTenant({ baseUrl: originOf(raw) }) !== tenant) continue;
      moved.push(slot);
      const existing = await this.#get(secretId(to, slot));
      // A secret of the same origin was entered after the rename. One of another origin belongs to an earlier connection.
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

  /** Whether there are secrets under this name, leftovers or not. */
  hasAny(name: string): boolean {
    return idsOf(name, this.#allIds).length > 0;
  }

  /** Deletes all secrets under this name, also leftovers and keys that are not recorded. */
  async deleteAll(name: string): Promise<void> {
    await this.#delete([...keySlots.map((slot) => secretId(name, slot)), ...idsOf(name, this.#allIds)]);
  }

  get #allIds(): readonly string[] {
    return [...this.#recordedIds, ...Object.keys(this.#leftovers)];
  }

  get #recordedIds(): readonly string[] {
    return this.#state.get(storedKey, []);
  }

  /** A recorded secret is not a leftover. */
  async #record(ids: readonly string[]): Promise<void> {
    await Promise.all([
      this.#state.update(storedKey, [...new Set(ids)]),
      this.#setLeftovers(Object.entries(this.#leftovers).filter(([id]) => !ids.includes(id))),
    ]);
  }

  /** When the connection of each leftover was removed, in epoch milliseconds. */
  get #leftovers(): Readonly<Record<string, number>> {
    return this.#state.get(leftoversKey, {});
  }

  async #setLeftovers(leftovers: readonly (readonly [id: string, removedAt: number])[]): Promise<void> {
    if (leftovers.length || Object.keys(this.#leftovers).length)
      await this.#state.update(leftoversKey, Object.fromEntries(leftovers));
  }

  #isOld(id: string): boolean {
    return Date.now() - (this.#leftovers[id] ?? 0) > leftoverMs;
  }

  async #get(id: string): Promise<string | undefined> {
    return Object.hasOwn(this.#leftovers, id) ? undefined : this.#secrets.get(id);
  }

  /** null if SecretStorage fails: a broken system keyring must not break the rest. */
  async #readRaw(name: string, slot: SecretSlot): Promise<string | undefined | null> {
    try {
      return await this.#get(secretId(name, slot));
    } catch {
      this.#log.error(`The auth key for ${name} (${slot}) could not be read from SecretStorage.`);
      return null;
    }
  }
}

/** Those of the IDs that are under a name, which has no slash. */
function idsOf(name: string, ids: readonly string[]): string[] {
  return ids.filter((id) => id.endsWith(`/${name}`));
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
