import type * as vscode from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { appliesTo } from '../../kapture/exchange/targetHeaders.ts';
import { sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import type { HeaderSecrets } from '../../kapture/connection/extraHeaders.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { SecretVariables } from '../../kapture/variables/secretVariables.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxAccess, Targets } from '../shared/ports.ts';
import type { ConnectionList } from './connectionList.ts';
import type { KeyRing } from './keys/keyRing.ts';

/** Resolves the connection and the key for a request. Asks for what is missing so that the request can continue. */
export class TargetResolver implements Targets {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #sandbox: SandboxAccess;
  readonly #state: vscode.Memento;
  readonly #log: Log;

  constructor(list: ConnectionList, keys: KeyRing, sandbox: SandboxAccess, state: vscode.Memento, log: Log) {
    this.#list = list;
    this.#keys = keys;
    this.#sandbox = sandbox;
    this.#state = state;
    this.#log = log;
  }

  get activeName(): string | undefined {
    return this.#list.activeName;
  }

  get all(): readonly Connection[] {
    return this.#list.all.flatMap(({ connection }) => connection ?? []);
  }

  get unusable(): readonly string[] {
    return this.#list.all.flatMap((reading) => (reading.connection ? [] : reading.name));
  }

  get onDidChange(): vscode.Event<void> {
    return this.#list.onDidChange;
  }

  connectionOf(tenant: string, name?: string): Connection | undefined {
    const candidates = this.all.filter((connection) => connection.tenant === tenant);
    const named = (wanted: string | undefined): Connection | undefined =>
      candidates.find((candidate) => candidate.name === wanted);
    const later = name === undefined ? undefined : this.#list.newNameOf(name);
    return named(name) ?? named(later) ?? named(this.activeName) ?? candidates[0];
  }

  currentName(name: string): string {
    return this.#list.currentName(name);
  }

  async resolve(operation: OperationId): Promise<Target | undefined> {
    const name = await this.#chosenName();
    return name === undefined ? undefined : this.resolveNamed(name, operation);
  }

  async resolveNamed(name: string, operation: OperationId, { ask = true } = {}): Promise<Target | undefined> {
    const connection = ask || this.#list.find(name)?.connection ? await this.#findConnection(name) : undefined;
    if (!connection) return undefined;
    if (name === sandboxName) return this.#withVariables({ connection, key: this.#sandbox.key });
    const key = ask
      ? await this.#findOrAskKey(connection, operation)
      : (await this.#keys.find(connection, operation)).key;
    if (key === undefined) return undefined;
    const secrets = await this.#findSecrets(connection, operation, ask);
    return secrets && this.#withVariables({ connection, key, ...(Object.keys(secrets).length > 0 && { secrets }) });
  }

  async addSecrets(target: Target, names: readonly string[]): Promise<Target | undefined> {
    const { addSecrets } = await import('./index.ts');
    return addSecrets(target, names, this.#ownerOf(target.connection), this.#services);
  }

  secretNames(connection: string): readonly string[] {
    return this.#keys.variableNames(connection);
  }

  async usableSecretNames(connection: Connection): Promise<readonly string[]> {
    return Object.keys(await this.#findVariables(connection));
  }

  /** Adds all secret variables of the connection, so that those that are not sent are redacted too. */
  async #withVariables(target: Target): Promise<Target> {
    const variables = await this.#findVariables(target.connection);
    return Object.keys(variables).length ? { ...target, variables } : target;
  }

  async #findVariables(connection: Connection): Promise<SecretVariables> {
    const found: Record<string, string> = {};
    for (const name of this.secretNames(connection.name)) {
      const { value } = await this.#keys.findVariable(this.#ownerOf(connection), name);
      if (value !== undefined) found[name] = value;
    }
    return found;
  }

  /** The sandbox has another port each time, so its secrets are bound to the base URL that it has before it starts. */
  #ownerOf(connection: Connection): Connection {
    return connection.name === sandboxName ? this.#list.find(sandboxName)!.connection! : connection;
  }

  async storedSecrets(name: string, operation: OperationId): Promise<readonly string[]> {
    const connection = this.#list.find(name)?.connection;
    if (!connection) return [];
    const variables = Object.values(await this.#findVariables(connection));
    if (name === sandboxName) return [this.#sandbox.key, ...variables];
    const headers = connection.headers.filter(({ value }) => value === 'secret');
    const values = await Promise.all(headers.map((header) => this.#keys.findHeader(connection, header.name)));
    const { key } = await this.#keys.find(connection, operation);
    return [key, ...values.map(({ value }) => value), ...variables].filter((secret) => secret !== undefined);
  }

  /** The named connection, else the active one, without its key. Starts the sandbox if necessary. */
  async resolveConnection(named?: string): Promise<Connection | undefined> {
    const name = named ?? (await this.#chosenName());
    return name === undefined ? undefined : this.#findConnection(name);
  }

  async #chosenName(): Promise<string | undefined> {
    if (this.#list.activeName !== undefined) return this.#list.activeName;
    const { offerConnection } = await import('./index.ts');
    return offerConnection(this.#list);
  }

  async #findConnection(name: string): Promise<Connection | undefined> {
    const reading = this.#list.find(name);
    if (!reading?.connection) {
      const { showUnusable } = await import('./index.ts');
      showUnusable(name, reading, this.#log);
      return undefined;
    }
    // The port of the sandbox is known once it has started.
    return name === sandboxName ? { ...reading.connection, baseUrl: await this.#sandbox.start() } : reading.connection;
  }

  async #findOrAskKey(connection: Connection, operation: OperationId): Promise<AuthKey | undefined> {
    const found = await this.#keys.find(connection, operation);
    if (found.missing === undefined) return found.key;
    const { askMissingKey } = await import('./index.ts');
    return askMissingKey(connection, found, this.#services);
  }

  /**
   * The stored values of all secret headers, so that those that are not sent are redacted too. Undefined if one that is
   * sent is missing.
   */
  async #findSecrets(connection: Connection, operation: OperationId, ask: boolean): Promise<HeaderSecrets | undefined> {
    const secrets: Record<string, string> = {};
    for (const header of connection.headers) {
      const id = header.name.toLowerCase();
      if (header.value !== 'secret' || id in secrets) continue;
      const found = await this.#keys.findHeader(connection, header.name);
      const isSent = appliesTo(header, operation);
      const value =
        found.missing !== undefined && isSent && ask
          ? await (await import('./index.ts')).askMissingHeader(connection, header.name, found.missing, this.#services)
          : found.value;
      if (value !== undefined) secrets[id] = value;
      else if (isSent) return undefined;
    }
    return secrets;
  }

  get #services() {
    return { list: this.#list, keys: this.#keys, state: this.#state, log: this.#log };
  }
}
