import * as vscode from 'vscode';
import { type OperationId, operationIds } from '../../kapture/catalogue/registry.ts';
import { type Connection, requestTarget, sandboxName, urlOf } from '../../kapture/connection/connection.ts';
import { registerCommands } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import type { ConnectionEntries, ConnectionResolver, KeyOffers, SandboxAccess } from '../shared/targets.ts';
import { runReported } from '../shared/dialogs/messages.ts';
import type { ConnectionCommands } from './connectionCommands.ts';
import { ConnectionList } from './connectionList.ts';
import { showConnectionStatus } from './connectionStatus.ts';
import { KeyRing } from './keys/keyRing.ts';
import { TargetResolver } from './targetResolver.ts';

/**
 * Connections and keys: the list, the key ring, and the status bar item. The code of their commands is loaded on first
 * use.
 */
export class Connections implements ConnectionResolver, ConnectionEntries, KeyOffers, vscode.Disposable {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly targets: TargetResolver;
  readonly #commands: () => Promise<ConnectionCommands>;
  readonly #log: Log;
  readonly #subscriptions: vscode.Disposable;

  constructor(context: vscode.ExtensionContext, sandbox: SandboxAccess, log: Log) {
    this.#log = log;
    this.#commands = async () => {
      const { ConnectionCommands } = await import('./index.ts');
      const { list, keys } = this;
      return new ConnectionCommands({ list, keys, sandbox, log });
    };
    this.keys = new KeyRing(context.secrets, log);
    this.list = new ConnectionList(context.workspaceState, log, (name, isDeleted) => this.#notifyLost(name, isDeleted));
    this.targets = new TargetResolver(this.list, this.keys, sandbox, log);
    this.#subscriptions = vscode.Disposable.from(
      this.list,
      showConnectionStatus(this.list),
      registerCommands(log, {
        'kapture.selectConnection': async () => (await this.#commands()).select(),
        'kapture.addConnection': async (options?: { test?: boolean }) => (await this.#commands()).add(options?.test),
        'kapture.editConnection': async (name?: string) => (await this.#commands()).edit(name),
        'kapture.deleteConnection': async (name?: string) => (await this.#commands()).remove(name),
        'kapture.manageSecrets': async (name?: string) =>
          (await import('./index.ts')).manageSecrets(name, { list: this.list, keys: this.keys, log }),
        'kapture.useSandbox': async () => {
          await sandbox.start();
          await this.list.select(sandboxName);
        },
      }),
    );
  }

  async pick(title: string): Promise<string | undefined> {
    return (await this.#commands()).pickAny(title);
  }

  findEntry(name: string): Readonly<Record<string, unknown>> | undefined {
    return this.list.findEntry(name);
  }

  async change(...args: Parameters<ConnectionEntries['change']>): Promise<void> {
    await this.list.change(...args);
  }

  resolveConnection(name?: string): Promise<Connection | undefined> {
    return this.targets.resolveConnection(name);
  }

  knownPaths(): readonly { readonly operation: OperationId; readonly path: string }[] {
    return this.list.all.flatMap(({ connection }) =>
      connection
        ? operationIds.map((operation) => ({ operation, path: requestTarget(urlOf(connection, operation)) }))
        : [],
    );
  }

  async offerConnection(...args: Parameters<KeyOffers['offerConnection']>): Promise<void> {
    await (await this.#commands()).offers.offerConnection(...args);
  }

  async offerKey(...args: Parameters<KeyOffers['offerKey']>): Promise<void> {
    await (await this.#commands()).offers.offerKey(...args);
  }

  #notifyLost(name: string, isDeleted: boolean): void {
    void runReported(this.#log, 'connections', async () =>
      (await import('./index.ts')).showLostSelection(name, isDeleted, this.list, this.#log),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
