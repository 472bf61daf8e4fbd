import type { SecretStorage } from 'vscode';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Log } from '../../shared/log.ts';

/** What a secret is bound to. */
export type SecretOwner = Pick<Connection, 'name' | 'baseUrl'>;

/** The scope of a key: one operation, or all operations without their own key. */
export type KeySlot = OperationId | 'default';

export const keySlots: readonly KeySlot[] = ['default', ...operationIds];

/** The scope of the value of a secret header or variable. */
export type ValueSlot = `header/${string}` | `variable/${string}`;

export type SecretSlot = KeySlot | ValueSlot;

/** Why a secret is missing. `other-origin`: the stored one was entered for another origin. */
export type MissingSecret = 'none' | 'other-origin' | 'unreadable';

export type SecretReading<Secret extends string = string> =
  | { readonly secret: Secret; readonly missing?: undefined }
  | { readonly secret?: undefined; readonly missing: MissingSecret };

export type KeyReading = SecretReading<AuthKey> & { readonly slot: KeySlot };

/** An entry in SecretStorage. */
interface StoredSecret {
  readonly origin: string;
  readonly key: string;
}

const prefix = 'kapture.key/';

/**
 * The auth keys and the values of secret headers and variables, stored only in SecretStorage. Each is bound to the
 * origin (scheme, host and port) that it was entered for, so a changed base URL cannot send it elsewhere. Nothing is
 * cached, so changes by other windows apply at once.
 */
export class KeyRing {
  readonly #secrets: SecretStorage;
  readonly #log: Log;

  constructor(secrets: SecretStorage, log: Log) {
    this.#secrets = secrets;
    this.#log = log;
  }

  /** The key for an operation: its own key, or else the connection's default key. */
  async findKey(owner: SecretOwner, operation: OperationId): Promise<KeyReading> {
    const own = await this.find(owner, operation);
    const slot = own.missing === 'none' ? 'default' : operation;
    return { ...((slot === operation ? own : await this.find(owner, slot)) as SecretReading<AuthKey>), slot };
  }

  async find({ name, baseUrl }: SecretOwner, slot: SecretSlot): Promise<SecretReading> {
    let raw: string | undefined;
    try {
      raw = await this.#secrets.get(secretId(name, slot));
    } catch {
      // A broken system keyring must not break other features. Its error can quote the secret, so it is not logged.
      this.#log.error(`The secret ${slot} of ${name} could not be read from SecretStorage.`);
      return { missing: 'unreadable' };
    }
    if (raw === undefined) return { missing: 'none' };
    const stored = parseStored(raw);
    if (!stored) return { missing: 'unreadable' };
    return stored.origin === new URL(baseUrl).origin ? { secret: stored.key } : { missing: 'other-origin' };
  }

  async store({ name, baseUrl }: SecretOwner, slot: SecretSlot, secret: string): Promise<void> {
    const stored: StoredSecret = { origin: new URL(baseUrl).origin, key: secret };
    await this.#secrets.store(secretId(name, slot), JSON.stringify(stored));
  }

  /** Deletes some secrets of a connection, or all of them. */
  async delete(name: string, slots?: readonly SecretSlot[]): Promise<void> {
    for (const slot of slots ?? (await this.storedSlots(name))) await this.#secrets.delete(secretId(name, slot));
  }

  /**
   * Copies the secrets of a connection to another name, still bound to their origins. They replace all secrets of that
   * name.
   */
  async copy(from: string, to: string): Promise<void> {
    await this.delete(to);
    for (const slot of await this.storedSlots(from)) {
      const raw = await this.#secrets.get(secretId(from, slot));
      if (raw !== undefined) await this.#secrets.store(secretId(to, slot), raw);
    }
  }

  /** The slots that have a secret: those of keys first, then those of headers and variables. */
  async storedSlots(name: string): Promise<readonly SecretSlot[]> {
    const stored = (await this.#stored()).filter((one) => one.name === name).map(({ slot }) => slot);
    return [...keySlots.filter((slot) => stored.includes(slot)), ...stored.filter((slot) => slot.includes('/')).sort()];
  }

  /** The names of the secret variables that are stored for a connection, also those of an earlier base URL. */
  async variableNames(name: string): Promise<readonly string[]> {
    return (await this.storedSlots(name)).flatMap((slot) => (slot.startsWith('variable/') ? slot.slice(9) : []));
  }

  /** The names of connections that have a secret. */
  async names(): Promise<readonly string[]> {
    return [...new Set((await this.#stored()).map(({ name }) => name))].sort();
  }

  async #stored(): Promise<readonly { readonly slot: SecretSlot; readonly name: string }[]> {
    const ids = await this.#secrets.keys();
    return ids.flatMap((id) => {
      // The names of headers, variables and connections have no slashes.
      const end = id.lastIndexOf('/');
      const slot = id.slice(prefix.length, end) as SecretSlot;
      return id.startsWith(prefix) ? [{ slot, name: id.slice(end + 1) }] : [];
    });
  }
}

/** The slot of a secret header. Header names ignore case. */
export function headerSlot(header: string): ValueSlot {
  return `header/${header.toLowerCase()}`;
}

function secretId(name: string, slot: SecretSlot): string {
  return `${prefix}${slot}/${name}`;
}

function parseStored(raw: string): StoredSecret | undefined {
  try {
    const value = JSON.parse(raw) as Partial<StoredSecret> | null;
    return typeof value?.origin === 'string' && typeof value.key === 'string' ? (value as StoredSecret) : undefined;
  } catch {
    return undefined;
  }
}
