import { createHash, randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import {
  connectionDefaults,
  readConnection,
  type Connection,
  type ConnectionReading,
} from '../../kapture/connection/connection.ts';
import { problem } from '../../kapture/problem.ts';
import type { Log } from '../shared/log.ts';
import { sandboxName } from '../shared/ports.ts';
import { onSetting, setContext, setting, updateSetting } from '../shared/settings.ts';
import { workspaceName } from '../shared/documents/workspaceName.ts';
import { compareConnections, digestOfTenant, type ConnectionRename, type KnownConnection } from './connectionRename.ts';
import { PastRenames } from './pastRenames.ts';

/** What the setting has of one connection. */
type Entry = Readonly<Record<string, unknown>>;

const activeKey = 'activeConnection';

const knownKey = 'knownConnections';

const seenNamesKey = 'seenConnectionNames';

const sandboxTenantKey = 'sandboxTenant';

/** The connections of the user's settings and the sandbox, and which of them this window uses. */
export class ConnectionList implements vscode.Disposable {
  readonly #state: vscode.Memento;
  readonly #shared: vscode.Memento;
  readonly #log: Log;
  readonly #renamed: (rename: ConnectionRename, isOwn: boolean) => void;
  readonly #pastRenames: PastRenames;
  #known: readonly KnownConnection[];
  /** The rename that this list is writing. */
  #writing: Pick<ConnectionRename, 'from' | 'to'> | undefined;
  readonly #sandbox: Connection;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;
  /** What the settings say, read once per change: a look into the settings takes 0.3 ms, and most calls need several. */
  #settings: { readonly entries: readonly unknown[]; readonly defaultName: unknown } | undefined;
  #all: readonly ConnectionReading[] | undefined;

  /**
   * `state` is the workspace's, `shared` that of all windows. `renamed` is told of each rename of a connection; `isOwn` where
   * {@link change} made it.
   */
  constructor(
    state: vscode.Memento,
    shared: vscode.Memento,
    log: Log,
    renamed: (rename: ConnectionRename, isOwn: boolean) => void = () => undefined,
  ) {
    this.#state = state;
    this.#shared = shared;
    this.#log = log;
    this.#renamed = renamed;
    this.#pastRenames = new PastRenames(shared);
    this.#known = shared.get<readonly KnownConnection[]>(knownKey) ?? [];
    this.#sandbox = sandboxConnection(sandboxTenant(state, log));
    this.#subscriptions = vscode.Disposable.from(
      onSetting('connections', () => {
        this.#forget();
        this.#followRenames();
        this.#tell();
      }),
      onSetting('defaultConnection', () => {
        this.#forget();
        this.#tell();
      }),
    );
    this.#followRenames();
    this.#tell();
  }

  /** Every connection, the broken ones with what is wrong with them. The sandbox comes first. */
  get all(): readonly ConnectionReading[] {
    return (this.#all ??= this.#readAll());
  }

  #readAll(): readonly ConnectionReading[] {
    const names = new Set([sandboxName]);
    const readings = this.entries.map((raw): ConnectionReading => {
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
    return [{ connection: this.#sandbox }, ...readings];
  }

  /** The entries of the setting as they stand there. */
  get entries(): readonly unknown[] {
    return this.#read().entries;
  }

  /** What the settings said before is no longer true. */
  #forget(): void {
    this.#settings = undefined;
    this.#all = undefined;
  }

  #read(): { readonly entries: readonly unknown[]; readonly defaultName: unknown } {
    if (!this.#settings) {
      const entries: unknown = setting('connections');
      this.#settings = {
        entries: Array.isArray(entries) ? (entries as unknown[]) : [],
        defaultName: setting('defaultConnection'),
      };
    }
    return this.#settings;
  }

  /** The good one of that name, else a broken one. */
  find(name: string): ConnectionReading | undefined {
    const named = this.all.filter((reading) => nameOf(reading) === name);
    return named.find(({ connection }) => connection) ?? named[0];
  }

  /** The name that this window chose, else the user's default; undefined if there is no connection of that name. */
  get activeName(): string | undefined {
    const chosen = this.#state.get<string>(activeKey) ?? this.#read().defaultName;
    const name = typeof chosen === 'string' && chosen ? this.currentName(chosen) : '';
    return name && this.find(name) ? name : undefined;
  }

  /** The connection that requests go to now, if there is one and it is sound. */
  get active(): Connection | undefined {
    const { activeName } = this;
    return activeName === undefined ? undefined : this.find(activeName)?.connection;
  }

  /** The name that a renamed connection has now; undefined if it is gone or leads to another tenant. */
  laterName(name: string): string | undefined {
    const past = this.#pastRenames.from(name);
    const entry = past && this.entryOf(past.to);
    return entry && digestOfTenant(entry) === past.tenant ? past.to : undefined;
  }

  /** What the connection of that name is called now; the same name if there is no other. */
  currentName(name: string): string {
    return this.find(name) ? name : (this.laterName(name) ?? name);
  }

  async select(name: string | undefined): Promise<void> {
    await this.#state.update(activeKey, name);
    this.#tell();
  }

  /** Adds an entry to the setting. */
  async add(entry: object): Promise<void> {
    await updateSetting('connections', [...this.entries, entry]);
  }

  /** The entry of that name as it stands in the setting, broken or not; the first of several. */
  entryOf(name: string): Entry | undefined {
    return this.entries.find((entry): entry is Entry => isNamed(entry, name));
  }

  /** Puts what `change` makes of the entry of that name in its place, or removes it. The others stay as they are. */
  async change(name: string, change: (entry: Entry) => Entry | undefined): Promise<void> {
    const { entries } = this;
    const index = entries.findIndex((entry) => isNamed(entry, name));
    if (index < 0) return;
    const changed = change(entries[index] as Entry);
    const renamed = changed?.['name'];
    this.#writing = typeof renamed === 'string' && renamed !== name ? { from: name, to: renamed } : undefined;
    try {
      await updateSetting('connections', entries.toSpliced(index, 1, ...(changed ? [changed] : [])));
    } finally {
      this.#writing = undefined;
    }
  }

  /** Has what this window and the user chose follow the connections that were renamed since the last look. */
  #followRenames(): void {
    const { renames, known } = compareConnections(this.#known, this.entries);
    this.#known = known;
    this.#keep(this.#shared, knownKey, known);
    this.#pastRenames.add(renames, this.all.map(nameOf)).then(undefined, this.#notKept);
    const active = this.#state.get<string>(activeKey);
    if (active !== undefined) this.#keep(this.#state, activeKey, this.currentName(active));
    const standard = this.#read().defaultName;
    if (typeof standard === 'string' && this.currentName(standard) !== standard)
      updateSetting('defaultConnection', this.currentName(standard)).then(undefined, this.#notKept);
    // Other windows may have seen some while this workspace was closed.
    const missed = (this.#state.get<readonly string[]>(seenNamesKey) ?? []).flatMap((name) =>
      this.currentName(name) === name || renames.some(({ from }) => from === name)
        ? []
        : (this.#pastRenames.from(name) ?? []),
    );
    this.#keep(
      this.#state,
      seenNamesKey,
      known.map(({ name }) => name),
    );
    const writing = this.#writing;
    for (const rename of [...renames, ...missed])
      this.#renamed(rename, rename.from === writing?.from && rename.to === writing.to);
  }

  #keep(state: vscode.Memento, key: string, value: unknown): void {
    // Node loads what compares objects when that is first asked for, which takes 0.5 ms of the start.
    if (JSON.stringify(state.get(key)) !== JSON.stringify(value))
      state.update(key, value).then(undefined, this.#notKept);
  }

  readonly #notKept = (error: unknown): void =>
    this.#log.error('The new name of a connection could not be saved.', error);

  #tell(): void {
    const { activeName, active } = this;
    setContext('kapture.hasConnection', activeName !== undefined);
    setContext('kapture.hasOwnConnection', this.entries.length > 0);
    setContext('kapture.isReadOnly', active?.readOnly === true);
    setContext('kapture.usesSandbox', activeName === sandboxName);
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

export function nameOf(reading: ConnectionReading): string {
  return reading.connection ? reading.connection.name : reading.name;
}

/**
 * The sandbox's customers are those of this workspace: another workspace's sandbox has others, and its port changes. Two
 * windows of one workspace that start at the same time come to the same, and so does a state that one took from the other.
 */
function sandboxTenant(state: vscode.Memento, log: Log): string {
  const known = state.get<string>(sandboxTenantKey);
  if (known !== undefined) return known;
  const name = workspaceName() ?? randomUUID();
  const tenant = `sandbox:${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
  state
    .update(sandboxTenantKey, tenant)
    .then(undefined, (error: unknown) =>
      log.error('The identity of the sandbox could not be saved for the next window.', error),
    );
  return tenant;
}

function sandboxConnection(tenant: string): Connection {
  return {
    name: sandboxName,
    tenant,
    // The port is filled in when the sandbox has started.
    baseUrl: 'http://127.0.0.1',
    role: 'sandbox',
    readOnly: false,
    paths: {},
    variables: {},
    timeZone: connectionDefaults.timeZone,
    timeoutSeconds: connectionDefaults.timeoutSeconds,
    windowHours: connectionDefaults.windowHours,
    parallelPulls: connectionDefaults.parallelPulls,
  };
}
