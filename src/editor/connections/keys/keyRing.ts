import type { Memento, SecretStorage } from 'vscode';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Log } from '../../shared/log.ts';
import { UserError } from '../../shared/questions/userError.ts';
import type { ConnectionRename } from '../renames/connectionRename.ts';
import { KeyMoves } from './keyMoves.ts';
import { headerSlot, keySlots, type KeySlot, type SecretSlot, type ValueSlot } from './secretSlots.ts';
import { StoredSecrets, type MissingSecret, type SecretOwner, type SecretReading } from './storedSecrets.ts';

export type KeyReading =
  | { readonly key: AuthKey; readonly missing?: undefined }
  | { readonly key?: undefined; readonly missing: MissingSecret; readonly slot: KeySlot };

export type ValueReading =
  | { readonly value: string; readonly missing?: undefined }
  | { readonly value?: undefined; readonly missing: MissingSecret };

type FormerNameText = (name: string) => string | Promise<string>;

/** The secrets under a name that no connection has. */
export interface Leftovers {
  readonly name: string;
  /** The origins that they were entered for; empty if they cannot be read. */
  readonly origins: readonly string[];
  readonly slots: readonly SecretSlot[];
}

/**
 * The auth keys and the values of secret headers and variables, stored only in SecretStorage. Each is bound to the
 * origin (scheme, host and port) that it was entered for, so a changed base URL cannot send it elsewhere.
 */
export class KeyRing {
  readonly #stored: StoredSecrets;
  readonly #moves: KeyMoves;
  readonly #formerNameText: FormerNameText;

  /**
   * `state` stores which slots are filled and which keys are yet to be moved: names, never a key. `formerNameText`
   * tells the user that nothing was stored under a name that still has the keys of a renamed connection.
   */
  constructor(secrets: SecretStorage, state: Memento, log: Log, formerNameText: FormerNameText) {
    this.#stored = new StoredSecrets(secrets, state, log);
    this.#moves = new KeyMoves(this.#stored, state, log);
    this.#formerNameText = formerNameText;
  }

  /** The key for an operation: its own, else the connection's default key. */
  async find(connection: Connection, operation: OperationId): Promise<KeyReading> {
    await this.#moves.retry();
    const own = await this.#readKey(connection, operation);
    return own.missing === 'none' ? this.#readKey(connection, 'default') : own;
  }

  async findHeader(owner: SecretOwner, header: string): Promise<ValueReading> {
    return this.#findValue(owner, headerSlot(header));
  }

  async findVariable(owner: SecretOwner, variable: string): Promise<ValueReading> {
    return this.#findValue(owner, `variable/${variable}`);
  }

  async #findValue(owner: SecretOwner, slot: ValueSlot): Promise<ValueReading> {
    await this.#moves.retry();
    const { secret, missing } = await this.#read(owner, slot);
    return missing === undefined ? { value: secret } : { missing };
  }

  /** The names of the secret variables that were stored for a connection, also those of an earlier base URL. */
  variableNames(name: string): readonly string[] {
    return this.#stored.valueSlots(name).flatMap((slot) => (slot.startsWith('variable/') ? slot.slice(9) : []));
  }

  /** The slots that have a key. */
  async filledSlots(name: string): Promise<KeySlot[]> {
    await this.#moves.retry();
    const found = await Promise.all(keySlots.map(async (slot) => ((await this.#stored.has(name, slot)) ? [slot] : [])));
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

  async #store(owner: SecretOwner, slot: SecretSlot, key: string): Promise<void> {
    const { name } = owner;
    await this.#moves.retry();
    // The new key would be moved with them or overwrite one of them.
    if (this.#moves.isFormerName(name)) throw new UserError(await this.#formerNameText(name));
    await this.#stored.store(owner, slot, key);
  }

  /** Removes the keys of some slots, or all keys and header values of a connection. */
  async remove(name: string, slots?: readonly KeySlot[]): Promise<void> {
    await this.#remove(name, (each) => slots ?? this.#stored.allSlots(each));
  }

  /**
   * Removes what an earlier connection of this name left behind, but not what is yet to be moved from it.
   */
  async removeLeftovers(name: string): Promise<void> {
    if (await this.hasLeftovers(name)) await this.#stored.delete(name, this.#stored.recordedSlots(name));
  }

  /** Whether there are secrets under this name that are not yet to be moved from it. */
  async hasLeftovers(name: string): Promise<boolean> {
    await this.#moves.retry();
    return !this.#moves.isFormerName(name) && this.#stored.recordedSlots(name).length > 0;
  }

  /** The leftovers of all names for which `isUsed` is false. */
  async allLeftovers(isUsed: (name: string) => boolean): Promise<readonly Leftovers[]> {
    await this.#moves.retry();
    const names = this.#stored.names.filter((name) => !isUsed(name) && !this.#moves.isFormerName(name));
    return Promise.all(
      names.map(async (name) => ({
        name,
        origins: await this.#stored.originsOf(name),
        slots: this.#stored.recordedSlots(name),
      })),
    );
  }

  async #remove(name: string, slotsOf: (name: string) => readonly SecretSlot[]): Promise<void> {
    await this.#moves.retry();
    for (const each of [name, ...this.#moves.formerNamesOf(name)]) await this.#stored.delete(each, slotsOf(each));
  }

  /**
   * Moves the keys of a renamed connection to its new name; other calls wait in the meantime. The keys stay bound to
   * their origins. Resolves to false if the secret storage fails. The keys then stay under the former name, and the
   * next use of any key retries the move.
   */
  move({ from, to, tenant }: ConnectionRename): Promise<boolean> {
    return this.#moves.move(from, to, tenant);
  }

  async #readKey(connection: Connection, slot: KeySlot): Promise<KeyReading> {
    const { secret, missing } = await this.#read(connection, slot);
    return missing === undefined ? { key: secret as AuthKey } : { missing, slot };
  }

  async #read(owner: SecretOwner, slot: SecretSlot): Promise<SecretReading> {
    // The secrets under this name belong to a renamed connection.
    return this.#moves.isFormerName(owner.name) ? { missing: 'none' } : this.#stored.read(owner, slot);
  }
}
