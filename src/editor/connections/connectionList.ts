import * as vscode from 'vscode';
import {
  readConnection,
  sandboxName,
  type Connection,
  type ConnectionReading,
} from '../../kapture/connection/connection.ts';
import { tenantSegment } from '../../kapture/connection/tenant.ts';
import { problem } from '../../kapture/problem/problem.ts';
import type { Log } from '../shared/log.ts';
import { onSetting, setContext, setting, updateSetting } from '../shared/settings.ts';
import type { SecretOwner } from './keys/keyRing.ts';
import { sandboxConnection } from './sandboxConnection.ts';

type Entry = Readonly<Record<string, unknown>>;

/**
 * Called once if the active connection is no longer active: it is no longer in the settings, or its name leads to
 * another tenant on start.
 */
type OnLost = (name: string, isDeleted: boolean) => void;

/** The name that was chosen in this workspace. */
const activeKey = 'activeConnection';

/** The connection that was active last in this workspace. */
const lastKey = 'lastActive';

interface LastActive {
  readonly name: string;
  readonly tenant: string;
  /** Whether the user was told that the connection is no longer active. */
  readonly isReported?: boolean;
}

/**
 * The connections in the user's settings and the sandbox, and which of them is active in this window: the chosen one,
 * or the one that was the default when the window opened. A connection is active only while its name leads to the same
 * tenant, because requests must not go to another tenant without notice. If its name leads to that tenant again, it is
 * active again.
 */
export class ConnectionList implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #log: Log;
  readonly #onLost: OnLost;
  /** The connection that {@link change} is writing. */
  #writing: string | undefined;
  readonly #sandbox: Connection;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  /** The settings, read once per change: reading one takes 0.3 ms, and most calls need several. */
  #settings: { readonly entries: readonly unknown[]; readonly defaultName: string } | undefined;
  #all: readonly ConnectionReading[] | undefined;
  /**
   * The default connection of this window. Other windows must not redirect its requests, so a new default applies only
   * while no connection is active.
   */
  #default: string;

  /** `state` belongs to the workspace. */
  constructor(state: vscode.Memento, log: Log, onLost: OnLost = () => undefined) {
    this.#state = state;
    this.#log = log;
    this.#onLost = onLost;
    this.#sandbox = sandboxConnection(state, log);
    this.#default = this.#readSettings().defaultName;
    const apply = (): void => this.#applySettings();
    this.#subscriptions = vscode.Disposable.from(
      onSetting('connections', apply),
      onSetting('defaultConnection', apply),
    );
    this.#remember(this.activeName);
    if (this.#last?.name === this.#chosen) this.#reportLost(this.#last.name);
    this.#notify();
  }

  /**
   * Applies both settings, whichever has changed: one save can change both, and a deleted connection is reported only
   * if no new default replaces it.
   */
  #applySettings(): void {
    const { activeName } = this;
    const previousDefault = this.#readSettings().defaultName;
    this.#settings = undefined;
    this.#all = undefined;
    // A connection stays active if its base URL changes while the window is open, because its key is asked for again.
    if (activeName === this.#chosen) this.#remember(activeName);
    const { defaultName } = this.#readSettings();
    if (defaultName !== previousDefault && (!defaultName || this.activeName === undefined)) this.#default = defaultName;
    // This is the new default if it is active now.
    this.#remember(this.activeName);
    if (activeName !== undefined && !this.find(activeName)) this.#reportLost(activeName, this.#writing === activeName);
    this.#notify();
  }

  /** Every connection, the sandbox first. Invalid ones have a problem. */
  get all(): readonly ConnectionReading[] {
    return (this.#all ??= [{ connection: this.#sandbox }, ...readConnections(this.entries)]);
  }

  /** The raw entries of the setting, valid or not. */
  get entries(): readonly unknown[] {
    return this.#readSettings().entries;
  }

  #readSettings(): { readonly entries: readonly unknown[]; readonly defaultName: string } {
    if (!this.#settings) {
      const entries: unknown = setting('connections');
      const defaultName: unknown = setting('defaultConnection');
      this.#settings = {
        entries: Array.isArray(entries) ? (entries as unknown[]) : [],
        defaultName: typeof defaultName === 'string' ? defaultName : '',
      };
    }
    return this.#settings;
  }

  /** The connection of that name; a valid one if several share it. */
  find(name: string): ConnectionReading | undefined {
    const named = this.all.filter((reading) => nameOf(reading) === name);
    return named.find(({ connection }) => connection) ?? named[0];
  }

  /** The name of the active connection, valid or not. Undefined if there is none. */
  get activeName(): string | undefined {
    const name = this.#chosen;
    const reading = this.find(name);
    const last = this.#last;
    const leadsElsewhere = reading?.connection && last?.name === name && last.tenant !== reading.connection.tenant;
    return reading && !leadsElsewhere ? name : undefined;
  }

  /** The name of the connection chosen in this window, else of the default one. */
  get #chosen(): string {
    return this.#state.get<string>(activeKey) ?? this.#default;
  }

  get #last(): LastActive | undefined {
    return this.#state.get<LastActive>(lastKey);
  }

  /** Stores the tenant of the active connection. */
  #remember(name: string | undefined): void {
    const tenant = name === undefined ? undefined : this.find(name)?.connection?.tenant;
    if (name !== undefined && tenant !== undefined) this.#save(lastKey, { name, tenant } satisfies LastActive);
  }

  /**
   * Reports that a connection is no longer active, unless another one is. `isKnown` is set if this window has deleted
   * the connection.
   */
  #reportLost(name: string, isKnown = false): void {
    const last = this.#last;
    if (this.activeName !== undefined || last?.isReported) return;
    if (last) this.#save(lastKey, { ...last, isReported: true } satisfies LastActive);
    if (!isKnown) this.#onLost(name, !this.find(name));
  }

  /** The connection that requests are sent to; undefined if there is none or it is invalid. */
  get active(): Connection | undefined {
    const { activeName } = this;
    return activeName === undefined ? undefined : this.find(activeName)?.connection;
  }

  async select(name: string): Promise<void> {
    this.#remember(name);
    await this.#state.update(activeKey, name);
    this.#notify();
  }

  async add(entry: object): Promise<void> {
    await updateSetting('connections', [...this.entries, entry]);
  }

  /** The raw entry of that name, valid or not; the first if several share the name. */
  findEntry(name: string): Entry | undefined {
    return this.entriesNamed(name)[0];
  }

  /** Whether the connection of that name still leads to the same origin, so that a secret can be stored for it. */
  hasOwner({ name, baseUrl }: SecretOwner): boolean {
    const connection = this.find(name)?.connection;
    return connection !== undefined && new URL(connection.baseUrl).origin === new URL(baseUrl).origin;
  }

  /** All raw entries of that name. */
  entriesNamed(name: string): Entry[] {
    return this.entries.filter((entry): entry is Entry => isNamed(entry, name));
  }

  /**
   * Replaces the entry of that name with the result of `change`, or removes it if that is undefined. A renamed
   * connection stays the active one of this window, and the default one. Returns the changed entry. Rejects if VS Code
   * cannot write the settings.
   */
  async change(name: string, change: (entry: Entry) => Entry | undefined): Promise<Entry | undefined> {
    const { entries, activeName } = this;
    const index = entries.findIndex((entry) => isNamed(entry, name));
    if (index < 0) return undefined;
    const changed = change(entries[index] as Entry);
    const newName = changed && typeof changed['name'] === 'string' ? changed['name'].trim() : name;
    const { defaultName } = this.#readSettings();
    this.#writing = name;
    // This precedes the change of the settings, after which the active connection is shown.
    if (activeName === name && newName !== name) await this.#state.update(activeKey, newName);
    try {
      await updateSetting('connections', entries.toSpliced(index, 1, ...(changed ? [changed] : [])));
    } catch (error) {
      if (activeName === name) await this.#state.update(activeKey, name);
      throw error;
    } finally {
      this.#writing = undefined;
    }
    if (defaultName === name && newName !== name) await updateSetting('defaultConnection', newName);
    return changed;
  }

  #save(key: string, value: unknown): void {
    // isDeepStrictEqual would be loaded on first use, which takes 0.5 ms of the activation.
    if (JSON.stringify(this.#state.get(key)) !== JSON.stringify(value))
      this.#state
        .update(key, value)
        .then(undefined, (error: unknown) => this.#log.error('The active connection could not be saved.', error));
  }

  /** Sets what the `when` clauses of menus and commands ask about the connections. */
  #notify(): void {
    const { active, activeName, all } = this;
    setContext('kapture.hasConnection', activeName !== undefined);
    setContext('kapture.hasOwnConnection', this.entries.length > 0);
    setContext('kapture.isReadOnly', active?.readOnly === true);
    const tenants = all.flatMap(({ connection }) => (connection?.recordUrl ? connection.tenant : []));
    setContext('kapture.hasRecordUrl', active !== undefined && tenants.includes(active.tenant));
    // The folders are compared with `resourceDirname`, which has backslashes on Windows.
    setContext(
      'kapture.foldersWithUrl',
      tenants.map(tenantSegment).flatMap((segment) => [`/${segment}`, `\\${segment}`]),
    );
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

/** Reads the entries of the setting. An entry with the name of an earlier entry or of the sandbox has a problem. */
function readConnections(entries: readonly unknown[]): ConnectionReading[] {
  const names = new Set([sandboxName]);
  return entries.map((raw) => {
    const reading = readConnection(raw);
    const name = nameOf(reading);
    const taken = names.has(name);
    names.add(name);
    return taken && reading.connection
      ? {
          name,
          problem:
            name === sandboxName
              ? problem('Its name is reserved for the built-in sandbox.')
              : problem('Another connection has the same name.'),
        }
      : reading;
  });
}

export function nameOf(reading: ConnectionReading): string {
  return reading.connection ? reading.connection.name : reading.name;
}

function isNamed(entry: unknown, wanted: string): entry is Entry {
  const name = typeof entry === 'object' && entry !== null ? (entry as Entry)['name'] : undefined;
  return typeof name === 'string' && name.trim() === wanted;
}
