import * as vscode from 'vscode';
import type { Connection, ConnectionReading } from '../../kapture/connection/connection.ts';
import type { Log } from '../shared/log.ts';
import { onSetting, setting, updateSetting } from '../shared/settings.ts';
import { setConnectionContexts } from './connectionContexts.ts';
import {
  compareConnections,
  digestOfTenant,
  type ConnectionRename,
  type KnownConnection,
} from './renames/connectionRename.ts';
import { PastRenames } from './renames/pastRenames.ts';
import { nameOf, readConnections } from './readConnections.ts';
import { sandboxConnection } from './sandboxConnection.ts';
import type { SecretOwner } from './keys/storedSecrets.ts';

/** A connection as it is in the settings. */
type Entry = Readonly<Record<string, unknown>>;

export interface ConnectionListeners {
  /** Called for each renamed connection, with `isOwn` set if {@link ConnectionList.change} renamed it. */
  readonly onRename?: (rename: ConnectionRename, isOwn: boolean) => void;
  /** Called if a connection was renamed while the workspace was closed, and its former name is in use again. */
  readonly onReusedName?: (rename: ConnectionRename) => void;
  /**
   * Called if the active connection is no longer active: it was deleted in the settings, also while the workspace was
   * closed, or its name leads to another tenant on start.
   */
  readonly onLost?: (name: string, isDeleted: boolean) => void;
}

/** The name that was chosen in this workspace. */
const activeKey = 'activeConnection';

/** The connection that was active last in this workspace. */
const lastKey = 'lastActive';

interface LastActive {
  readonly name: string;
  /** The digest of its tenant. The sandbox has none. */
  readonly tenant?: string | undefined;
}

const knownKey = 'knownConnections';

/** The names of the connections, each with the digest of its tenant, when this workspace last saw them. */
const seenKey = 'seenConnections';

/**
 * The connections in the user's settings and the sandbox, and which of them is active in this window: the chosen one,
 * or the one that was the default when the window opened. Only while its name leads to the same tenant, because
 * requests must not go to another one without notice. If the tenant returns, it is active again.
 */
export class ConnectionList implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #shared: vscode.Memento;
  readonly #log: Log;
  readonly #listeners: ConnectionListeners;
  readonly #pastRenames: PastRenames;
  #known: readonly KnownConnection[];
  /** What {@link change} is writing: a name and the next one, undefined if the connection is removed. */
  #writing: { readonly from: string; readonly to: unknown } | undefined;
  readonly #sandbox: Connection;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  /** The settings, read once per change: reading one takes 0.3 ms, and most calls need several. */
  #settings: { readonly entries: readonly unknown[]; readonly defaultName: string } | undefined;
  #all: readonly ConnectionReading[] | undefined;
  /** Other windows must not redirect the requests of this one: a new default applies only while none is active. */
  #default: string;

  /** `state` belongs to the workspace; `shared` to all windows. */
  constructor(state: vscode.Memento, shared: vscode.Memento, log: Log, listeners: ConnectionListeners = {}) {
    this.#state = state;
    this.#shared = shared;
    this.#log = log;
    this.#listeners = listeners;
    this.#pastRenames = new PastRenames(shared);
    this.#known = shared.get<readonly KnownConnection[]>(knownKey) ?? [];
    this.#sandbox = sandboxConnection(state, log);
    const seen = this.#seen;
    this.#default = this.#readSettings().defaultName;
    const apply = (): void => this.#applySettings();
    this.#subscriptions = vscode.Disposable.from(
      onSetting('connections', apply),
      onSetting('defaultConnection', apply),
    );
    this.#applyRenames();
    this.#remember(this.activeName);
    this.#reportLost(this.#chosen, seen, true);
    this.#notify();
  }

  /**
   * Applies both settings, whichever has changed: one save can change both, and a deleted connection is reported only
   * if no new default replaces it.
   */
  #applySettings(): void {
    const { activeName } = this;
    const seen = this.#seen;
    const previousDefault = this.#readSettings().defaultName;
    this.#settings = undefined;
    this.#all = undefined;
    this.#applyRenames();
    const chosen = this.#chosen;
    // An active connection stays active if its base URL changes in an open window: its key is asked for again.
    if (activeName === chosen) this.#remember(chosen);
    const { defaultName } = this.#readSettings();
    if (defaultName !== previousDefault && (!defaultName || this.activeName === undefined)) this.#default = defaultName;
    // The new default, if that is active now.
    this.#remember(this.activeName);
    this.#reportLost(chosen, seen);
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
    return reading && (reading.problem || !this.#leadsElsewhere(name)) ? name : undefined;
  }

  /** The current name of the connection chosen in this window, else of the default one. */
  get #chosen(): string {
    return this.currentName(this.#state.get<string>(activeKey) ?? this.#default);
  }

  /** Whether the connection that was active last had this name, and another tenant. */
  #leadsElsewhere(name: string): boolean {
    const last = this.#state.get<LastActive>(lastKey);
    return last !== undefined && this.currentName(last.name) === name && last.tenant !== this.#tenantOf(name);
  }

  /** Keeps the tenant of the active connection. */
  #remember(name: string | undefined): void {
    if (name !== undefined && this.find(name)?.connection)
      this.#save(this.#state, lastKey, { name, tenant: this.#tenantOf(name) } satisfies LastActive);
  }

  /** The connection that requests are sent to; undefined if there is none or it is invalid. */
  get active(): Connection | undefined {
    const { activeName } = this;
    return activeName === undefined ? undefined : this.find(activeName)?.connection;
  }

  /** The new name of a renamed connection. Undefined if it no longer exists or is now for another tenant. */
  newNameOf(name: string): string | undefined {
    const rename = this.#pastRenames.find(name);
    return rename && this.isCurrent(rename) ? rename.to : undefined;
  }

  /** Whether the new name of a renamed connection still leads to its tenant. */
  isCurrent({ to, tenant }: ConnectionRename): boolean {
    return this.#tenantOf(to) === tenant;
  }

  /** The digest of the tenant of a connection in the settings. An entry with the name of the sandbox is not used. */
  #tenantOf(name: string): string | undefined {
    const entry = name === this.#sandbox.name ? undefined : this.findEntry(name);
    return entry && digestOfTenant(entry);
  }

  /** The new name of a renamed connection; the same name if it was not renamed. */
  currentName(name: string): string {
    return this.find(name) ? name : (this.newNameOf(name) ?? name);
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
   * Replaces the entry of that name with the result of `change`, or removes it if that is undefined. Returns the
   * changed entry. Rejects if VS Code cannot write the settings.
   */
  async change(name: string, change: (entry: Entry) => Entry | undefined): Promise<Entry | undefined> {
    const { entries } = this;
    const index = entries.findIndex((entry) => isNamed(entry, name));
    if (index < 0) return undefined;
    const changed = change(entries[index] as Entry);
    this.#writing = { from: name, to: changed?.['name'] };
    try {
      await updateSetting('connections', entries.toSpliced(index, 1, ...(changed ? [changed] : [])));
    } finally {
      this.#writing = undefined;
    }
    return changed;
  }

  /** Updates the active and the default connection, and reports renames since the last check. */
  #applyRenames(): void {
    const { renames, known } = compareConnections(this.#known, this.entries);
    this.#known = known;
    this.#save(this.#shared, knownKey, known);
    this.#pastRenames.add(renames, this.all.map(nameOf)).then(undefined, this.#logSaveError);
    const seen = this.#seen;
    const reused = Object.entries(seen).flatMap(([name, tenant]) => this.#renameOfReused(name, tenant) ?? []);
    const active = this.#state.get<string>(activeKey);
    if (active !== undefined) {
      const followed = reused.find(({ from }) => from === active)?.to;
      this.#save(this.#state, activeKey, followed ?? this.currentName(active));
    }
    this.#default = this.currentName(this.#default);
    const { defaultName } = this.#readSettings();
    const currentDefault = this.currentName(defaultName);
    if (currentDefault !== defaultName)
      updateSetting('defaultConnection', currentDefault).then(undefined, this.#logSaveError);
    // Other windows may have recorded renames while this workspace was closed.
    const missed = Object.keys(seen).flatMap((name) =>
      this.currentName(name) === name || renames.some(({ from }) => from === name)
        ? []
        : (this.#pastRenames.find(name) ?? []),
    );
    const tenants = known.map(({ name }) => [name, this.#tenantOf(name) ?? seen[name]]);
    this.#save(this.#state, seenKey, Object.fromEntries(tenants));
    const writing = this.#writing;
    for (const rename of [...renames, ...missed])
      this.#listeners.onRename?.(rename, rename.from === writing?.from && rename.to === writing.to);
    for (const rename of reused) this.#listeners.onReusedName?.(rename);
  }

  /** The rename of a connection whose former name now leads to another tenant. */
  #renameOfReused(name: string, tenant: string): ConnectionRename | undefined {
    const rename = this.#pastRenames.findFor(name, tenant);
    const tenantNow = this.#tenantOf(name);
    return rename && tenantNow !== undefined && tenantNow !== tenant && this.isCurrent(rename) ? rename : undefined;
  }

  /**
   * Reports once that the active connection was deleted, unless this window did it, or on start that its name leads to
   * another tenant. Reports nothing if another one is active instead. `wasSeen` has the connections before the change.
   */
  #reportLost(name: string, wasSeen: Readonly<Record<string, string>>, isStart = false): void {
    if (this.activeName !== undefined) return;
    const isDeleted = !this.find(name);
    // One that is still seen may have a half-typed name.
    const isLost = isDeleted
      ? name in wasSeen && !(name in this.#seen) && this.#writing?.from !== name
      : isStart && wasSeen[name] !== this.#tenantOf(name);
    if (isLost) this.#listeners.onLost?.(name, isDeleted);
  }

  get #seen(): Readonly<Record<string, string>> {
    return this.#state.get<Readonly<Record<string, string>>>(seenKey) ?? {};
  }

  #save(state: vscode.Memento, key: string, value: unknown): void {
    // isDeepStrictEqual would be loaded on first use, which takes 0.5 ms of the activation.
    if (JSON.stringify(state.get(key)) !== JSON.stringify(value))
      state.update(key, value).then(undefined, this.#logSaveError);
  }

  readonly #logSaveError = (error: unknown): void =>
    this.#log.error('The new name of a connection could not be saved.', error);

  #notify(): void {
    setConnectionContexts(this);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#changed.dispose();
  }
}

function isNamed(entry: unknown, wanted: string): entry is Entry {
  const name = typeof entry === 'object' && entry !== null ? (entry as Entry)['name'] : undefined;
  return typeof name === 'string' && name.trim() === wanted;
}
