import * as vscode from 'vscode';
import { customersOf } from '../../kapture/records/customersOf.ts';
import { formatLoose } from '../../kapture/json/looseJson.ts';
import type { Customer } from '../../kapture/records/customer.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { recordScheme } from '../shared/ids.ts';
import { isShown } from '../shared/documents/isShown.ts';
import type { Log } from '../shared/log.ts';
import { showError } from '../shared/questions/messages.ts';
import { readRecordUri, recordUri, type RecordReference } from '../shared/documents/recordUri.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { setContext } from '../shared/settings.ts';
import type { CustomersModel } from './customersModel.ts';

/** So many records that were fetched are kept, besides those that were pulled. */
const mostFetched = 200;

/**
 * The full record of a customer as a read-only file, found by tenant and id: the one that was got last, else the one
 * that the view holds. A file, since only of those VS Code says why they cannot be edited.
 */
export class RecordDocuments {
  readonly #model: CustomersModel;
  readonly #sender: Sender;
  readonly #log: Log;
  /** Of the customers that were fetched last. */
  readonly #fetched = new BoundedMap<string, Customer>(mostFetched);
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** Counts the changes, by which VS Code finds a file changed. */
  #version = 1;

  constructor(model: CustomersModel, sender: Sender, log: Log) {
    this.#model = model;
    this.#sender = sender;
    this.#log = log;
  }

  /**
   * Asks no server: after a reload of the window, open records wait until the user wants them. What no editor shows is not
   * read either.
   */
  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    if (!isShown(uri) && !isLoaded(uri))
      throw vscode.FileSystemError.Unavailable(vscode.l10n.t('This record is not open in an editor.'));
    const reference = readRecordUri(uri);
    const text = reference && (await this.#textOf(reference));
    if (text !== undefined) setContext('kapture.didOpenRecord', true);
    return new TextEncoder().encode(
      text !== undefined
        ? formatLoose(text)
        : vscode.l10n.t('This record is not loaded. Refresh it with the link above.'),
    );
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const type = path.endsWith('.kapture-record') ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: this.#version, size: this.#version };
  }

  async has(reference: RecordReference): Promise<boolean> {
    return (await this.#textOf(reference)) !== undefined;
  }

  isOpen(reference: RecordReference): boolean {
    return isLoaded(recordUri(reference));
  }

  async #textOf({ tenant, id }: RecordReference): Promise<string | undefined> {
    return this.#fetched.get(recordUri({ tenant, id }).toString())?.text ?? this.#model.record(tenant, id);
  }

  /** Gets a customer anew; undefined if there is none or it failed, which the user was told. */
  async fetch(reference: RecordReference): Promise<Customer | undefined> {
    const { tenant, connection, id } = reference;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      purpose: 'record',
      tenant,
      connection,
      retry: () => this.fetch(reference),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) this.put(tenant, customer);
    else if (exchange && !exchange.response.reading.trouble)
      void showError(this.#log, vscode.l10n.t('{0} has no customer with the id {1}.', exchange.connection, id));
    return customer;
  }

  /** Takes a record that is newer than what is shown. */
  put(tenant: string, customer: Customer): void {
    const uri = recordUri({ tenant, id: customer.id });
    this.#fetched.set(uri.toString(), customer);
    this.#tell(uri);
  }

  /** A pull is newer than what was fetched before it. A record that is open stays: it has more fields than a pull brings. */
  forgetClosed(): void {
    for (const uri of this.#fetched.keys()) if (!isLoaded(vscode.Uri.parse(uri))) this.#fetched.delete(uri);
  }

  forgetFetched(): void {
    this.#fetched.clear();
  }

  /** Has records that are open show what was pulled. Asks no server: one that was not pulled stays as it is. */
  async refreshOpen(): Promise<void> {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== recordScheme) continue;
      const reference = readRecordUri(uri);
      if (reference && (await this.#model.find(reference.tenant, reference.id))) this.#tell(uri);
    }
  }

  #tell(uri: vscode.Uri): void {
    this.#version++;
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function isLoaded(uri: vscode.Uri): boolean {
  return vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri.toString());
}
