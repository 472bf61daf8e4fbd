import * as vscode from 'vscode';
import { type Problem, problem } from '../../kapture/problem/problem.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import type { PastedCommand } from '../shared/targets.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { type ConnectionList, nameOf } from './connectionList.ts';
import { type CurlSetUp, askFromCurl, confirmCurl } from './curl/setUpFromCurl.ts';
import { askNewConnection, askSetUp, newConnectionTitle } from './forms/connectionForm.ts';
import type { ConnectionEntry } from './forms/entryDialects.ts';
import { type KeyRing, headerSlot } from './keys/keyRing.ts';

/** Adds connections, by hand or from curl commands. */
export class NewConnections {
  readonly #list: ConnectionList;
  readonly #keys: KeyRing;
  readonly #log: Log;

  constructor(list: ConnectionList, keys: KeyRing, log: Log) {
    this.#list = list;
    this.#keys = keys;
    this.#log = log;
  }

  /** Asks for a connection, and adds it. Its name; undefined if the user cancels. */
  async add(): Promise<string | undefined> {
    const setUp = await askSetUp();
    return setUp && (setUp === 'curl' ? this.#addFromCurl() : this.#addByHand());
  }

  /** Adds the connection of a curl command whose request is open. Its name; undefined if the user cancels. */
  async addFromCommand({ text, onAdded }: PastedCommand): Promise<string | undefined> {
    const setUp = await confirmCurl(newConnectionTitle(), text, (name) => this.problemIfTaken(name));
    if (!setUp) return undefined;
    const name = await this.#addSetUp(setUp);
    await onAdded(name);
    return name;
  }

  /** Offers to set an auth key if there is none: the user may have dismissed the prompt for it. */
  async offerMissingKey(name: string): Promise<void> {
    const connection = this.#list.find(name)?.connection;
    if (!connection || (await this.#keys.findKey(connection, 'get')).secret) return;
    void showInformation(
      vscode.l10n.t('{0} has no auth key yet. Set one now, or when you send a request.', name),
      this.#log,
      {
        title: vscode.l10n.t('Set Auth Key'),
        run: () => runCommand('kapture.manageSecrets', name),
      },
    );
  }

  /** Names that differ only in case are hard to tell apart. `own` is the connection that is renamed. */
  problemIfTaken(name: string, own?: string): Problem | undefined {
    const taken = this.#list.all.map(nameOf).find((other) => other.toLowerCase() === name.toLowerCase());
    if (taken === undefined || taken === own) return undefined;
    return problem('A connection named {0} already exists.', taken);
  }

  async #addByHand(): Promise<string | undefined> {
    const entry = await askNewConnection((name) => this.problemIfTaken(name));
    return entry && this.#addEntry(entry);
  }

  /** Adds the connection of a curl command, and opens its request. */
  async #addFromCurl(): Promise<string | undefined> {
    const setUp = await askFromCurl(newConnectionTitle(), (name) => this.problemIfTaken(name));
    if (!setUp) return undefined;
    const name = await this.#addSetUp(setUp);
    const { operation, body } = setUp;
    await runCommand('kapture.pasteCurl', { operation, body, connection: name });
    return name;
  }

  async #addSetUp({ entry, key, secrets }: CurlSetUp): Promise<string> {
    const name = await this.#addEntry(entry);
    const owner = { name, baseUrl: entry['baseUrl'] as string };
    if (key) await this.#keys.store(owner, 'default', key);
    for (const header of secrets) await this.#keys.store(owner, headerSlot(header.name), header.value);
    return name;
  }

  async #addEntry(entry: ConnectionEntry): Promise<string> {
    const name = entry['name'] as string;
    // An earlier connection of this name, deleted in the settings, leaves its secrets behind.
    await this.#keys.delete(name);
    await this.#list.add(entry);
    await this.#list.select(name);
    return name;
  }
}
