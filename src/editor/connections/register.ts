import * as vscode from 'vscode';
import { sandboxName, urlOf, type Connection } from '../../kapture/connection/connection.ts';
import { requestTarget } from '../../kapture/connection/requestTarget.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import { registerCommands } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { runReported } from '../shared/questions/messages.ts';
import type { ConnectionEntries, ConnectionResolver, KeyOffers, SandboxAccess } from '../shared/ports.ts';
import type { ConnectionCommands } from './connectionCommands.ts';
import { ConnectionList } from './connectionList.ts';
import type { ConnectionRename } from './renames/connectionRename.ts';
import { showConnectionStatus } from './connectionStatus.ts';
import type { KeyCommands } from './keys/keyCommands.ts';
import { KeyRing } from './keys/keyRing.ts';
import { TargetResolver } from './targetResolver.ts';

/**
 * Connections and keys: the list, the key ring, the status bar item. What their commands ask is loaded when one is run.
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
      const { ConnectionCommands, ReferenceUpdates } = await import('./index.ts');
      const { list, keys } = this;
      const references = new ReferenceUpdates(list, context.globalStorageUri, log);
      return new ConnectionCommands({ list, keys, sandbox, references, log });
    };
    const formerNameText = async (name: string): Promise<string> => (await import('./index.ts')).formerNameText(name);
    this.keys = new KeyRing(context.secrets, context.globalState, log, formerNameText);
    // The constructor reports connections that were renamed while the workspace was closed.
    this.list = new ConnectionList(context.workspaceState, context.globalState, log, {
      onRename: (rename, isOwn) => {
        void this.#moveKeys(rename);
        if (!isOwn) void this.#notifyRenamed(rename);
      },
      onReusedName: (rename) => void this.#notifyRenamed(rename, true),
      onLost: (name, isDeleted) => this.#notifyLost(name, isDeleted),
    });
    this.targets = new TargetResolver(this.list, this.keys, sandbox, context.globalState, log);
    this.#subscriptions = vscode.Disposable.from(
      this.list,
      showConnectionStatus(this.list),
      registerCommands(log, {
        'kapture.selectConnection': async () => (await this.#commands()).select(),
        'kapture.addConnection': async (options?: { test?: boolean }) => (await this.#commands()).add(options?.test),
        'kapture.editConnection': async (name?: string) => (await this.#commands()).edit(name),
        'kapture.removeConnection': async (name?: string) => (await this.#commands()).remove(name),
        'kapture.setAuthKey': async (name?: string) => (await this.#keyCommands()).set(name),
        'kapture.removeAuthKeys': async (name?: string) => (await this.#keyCommands()).remove(name),
        'kapture.setSecretVariable': async () => (await import('./index.ts')).setSecret(this.#services),
        'kapture.deleteSecretVariable': async () => (await import('./index.ts')).deleteSecrets(this.#services),
        'kapture.deleteUnusedKeys': async () => (await import('./index.ts')).deleteUnusedKeys(this.list, this.keys),
        'kapture.useSandbox': async () => {
          await sandbox.start();
          await this.list.select(sandboxName);
        },
      }),
    );
  }

  async #keyCommands(): Promise<KeyCommands> {
    const { KeyCommands } = await import('./index.ts');
    return new KeyCommands(this.#services);
  }

  get #services() {
    return { list: this.list, keys: this.keys, log: this.#log };
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

  async addHeaders(...args: Parameters<KeyOffers['addHeaders']>): Promise<void> {
    await (await this.#commands()).offers.addHeaders(...args);
  }

  async #moveKeys(rename: ConnectionRename): Promise<void> {
    const { from, to } = rename;
    try {
      if (await this.keys.move(rename)) return;
    } catch (error) {
      this.#log.error(`The auth keys of ${from} could not be moved to ${to}.`, error);
    }
    (await import('./index.ts')).warnKeysNotMoved(to);
  }

  async #notifyRenamed(rename: ConnectionRename, isReused = false): Promise<void> {
    try {
      await (await this.#commands()).notifyRenamed(rename, isReused);
    } catch (error) {
      if (error instanceof vscode.CancellationError) return;
      this.#log.error(`Files that refer to ${rename.from} could not be searched for.`, error);
    }
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
