import type * as vscode from 'vscode';
import type { AuthKey } from '../../kapture/connection/authKey.ts';
import { appliesTo, type Target } from '../../kapture/exchange/exchange.ts';
import { sandboxName, type Connection } from '../../kapture/connection/connection.ts';
import type { HeaderSecrets } from '../../kapture/connection/extraHeaders.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { SecretVariables } from '../../kapture/variables/secretVariables.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxAccess, Targets } from '../shared/targets.ts';
import type { ConnectionList } from './connectionList.ts';
import { headerSlot, type KeyRing } from './keys/keyRing.ts';

/** Resolves the connection and the key for a request. Asks for what is missing so that the request can continue. */
export class TargetResolver implements Targets {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #sandbox: SandboxAccess;
  readonly #log: Log;

  constructor(list: ConnectionList, keys: KeyRing, sandbox: SandboxAccess, log: Log) {
    this.#list = list;
    this.#keys = keys;
    this.#sandbox = sandbox;
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
    return named(name) ?? named(this.activeName) ?? candidates[0];
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
      : (await this.#keys.findKey(connection, operation)).secret;
    if (key === undefined) return undefined;
    const secrets = await this.#findSecrets(connection, operation, ask);
    return secrets && this.#withVariables({ connection, key, ...(Object.keys(secrets).length > 0 && { secrets }) });
  }

  async addSecrets(target: Target, names: readonly string[]): Promise<Target | undefined> {
    const { addSecretVariables } = await import('./index.ts');
    return addSecretVariables(target, names, this.#ownerOf(target.connection), this.#services);
  }

  async secretNames(connection: Connection): Promise<readonly string[]> {
    return Object.keys(await this.#findVariables(connection));
  }

  /** Adds all secret variables of the connection, so that those that are not sent are redacted too. */
  async #withVariables(target: Target): Promise<Target> {
    const variables = await this.#findVariables(target.connection);
    return Object.keys(variables).length ? { ...target, variables } : target;
  }

  async #findVariables(connection: Connection): Promise<SecretVariables> {
    const found: Record<string, string> = {};
    for (const name of await this.#keys.variableNames(connection.name)) {
      const { secret } = await this.#keys.find(this.#ownerOf(connection), `variable/${name}`);
      if (secret !== undefined) found[name] = secret;
    }
    return found;
  }

  /**
   * The owner of a connection's secrets. The sandbox can have another port each time, so its secrets are bound to the
   * base URL that it has before it starts.
   */
  #ownerOf(connection: Connection): Connection {
    return connection.name === sandboxName ? this.#list.find(sandboxName)!.connection! : connection;
  }

  async storedSecrets(name: string, operation: OperationId): Promise<readonly string[]> {
    const connection = this.#list.find(name)?.connection;
    if (!connection) return [];
    const variables = Object.values(await this.#findVariables(connection));
    if (name === sandboxName) return [this.#sandbox.key, ...variables];
    const headers = connection.headers.filter(({ value }) => value === 'secret');
    const found = await Promise.all(headers.map((header) => this.#keys.find(connection, headerSlot(header.name))));
    const key = await this.#keys.findKey(connection, operation);
    return [key.secret, ...found.map(({ secret }) => secret), ...variables].filter((secret) => secret !== undefined);
  }

  /** The named connection, or else the active one, without its key. Starts the sandbox if necessary. */
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
    const { secret, missing, slot } = await this.#keys.findKey(connection, operation);
    if (missing === undefined) return secret;
    const { askMissingSecret } = await import('./index.ts');
    return (await askMissingSecret(connection, slot, missing, this.#services)) as AuthKey | undefined;
  }

  /**
   * The stored values of all secret headers, so that headers that are not sent are redacted too. Undefined if a header
   * that is sent has no value.
   */
  async #findSecrets(connection: Connection, operation: OperationId, ask: boolean): Promise<HeaderSecrets | undefined> {
    const secrets: Record<string, string> = {};
    for (const header of connection.headers) {
      const id = header.name.toLowerCase();
      if (header.value !== 'secret' || id in secrets) continue;
      const slot = headerSlot(header.name);
      const found = await this.#keys.find(connection, slot);
      const isSent = appliesTo(header, operation);
      const value =
        found.missing !== undefined && isSent && ask
          ? await (await import('./index.ts')).askMissingSecret(connection, slot, found.missing, this.#services)
          : found.secret;
      if (value !== undefined) secrets[id] = value;
      else if (isSent) return undefined;
    }
    return secrets;
  }

  get #services() {
    return { list: this.#list, keys: this.#keys, log: this.#log };
  }
}
