import * as vscode from 'vscode';
import { customersOf } from '../../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../../kapture/json/formatLoose.ts';
import type { Customer } from '../../../kapture/records/customer.ts';
import { BoundedMap } from '../../shared/boundedMap.ts';
import { recordScheme } from '../../shared/ids.ts';
import { isShown } from '../../shared/documents/editUri.ts';
import type { Log } from '../../shared/log.ts';
import { showError } from '../../shared/dialogs/messages.ts';
import { readRecordUri, recordUri, type RecordReference } from '../../shared/documents/recordUri.ts';
import type { Sender } from '../../shared/sending/sender.ts';
import { setContext } from '../../shared/settings.ts';
import { otherCustomerText } from '../../shared/texts/customerTexts.ts';
import type { CustomersModel } from '../customersModel.ts';

/** The maximum number of fetched records in memory, in addition to pulled ones. */
const maximumFetched = 200;

/**
 * Customer records as read-only files, found by tenant and ID: the last fetched record, or else the pulled one. They
 * come from a file system, because only there does VS Code show the reason for being read-only, not for a
 * TextDocumentContentProvider.
 */
export class RecordDocuments {
  readonly #model: CustomersModel;
  readonly #sender: Sender;
  readonly #log: Log;
  /** The customers fetched last, by URI. */
  readonly #fetched = new BoundedMap<string, Customer>(maximumFetched);
  /** The URIs of fetched records that are older than the last pull. They stay until their editors are closed. */
  readonly #older = new Set<string>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  /** Used as mtime and size, because VS Code compares these to detect changed files. */
  #version = 1;

  constructor(model: CustomersModel, sender: Sender, log: Log) {
    this.#model = model;
    this.#sender = sender;
    this.#log = log;
  }

  /**
   * The text of a record. Sends no request: after a reload of the window, open records wait until the user refreshes
   * them. Throws for a record that no editor shows.
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
        : vscode.l10n.t('This record is not loaded. Select Refresh above to load it.'),
    );
  }

  stat({ path }: vscode.Uri): vscode.FileStat {
    const type = path.endsWith('.kapture-record') ? vscode.FileType.File : vscode.FileType.Directory;
    return { type, ctime: 0, mtime: this.#version, size: this.#version };
  }

  /** Whether a record can be opened without fetching it. */
  async has(reference: RecordReference): Promise<boolean> {
    return (await this.#textOf(reference)) !== undefined;
  }

  isOpen(reference: RecordReference): boolean {
    return isLoaded(recordUri(reference));
  }

  async #textOf({ tenant, id }: RecordReference): Promise<string | undefined> {
    const uri = recordUri({ tenant, id });
    const key = uri.toString();
    if (!isLoaded(uri) && this.#older.delete(key)) this.#fetched.delete(key);
    return this.#fetched.get(key)?.text ?? this.#model.record(tenant, id);
  }

  /** Fetches a customer. Undefined if it does not exist or the request failed; the user has then been told. */
  async fetch(reference: RecordReference): Promise<Customer | undefined> {
    const { tenant, connection, id } = reference;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), {
      purpose: { kind: 'record' },
      tenant,
      connection,
      retry: () => this.fetch(reference),
    });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) this.put(tenant, customer);
    else if (exchange && !exchange.response.reading.trouble)
      void showError(
        this.#log,
        otherCustomerText(exchange, id) ??
          vscode.l10n.t('{0} has no customer with the ID {1}.', exchange.connection, id),
      );
    return customer;
  }

  /** Shows a newer record. */
  put(tenant: string, customer: Customer): void {
    const uri = recordUri({ tenant, id: customer.id });
    this.#fetched.set(uri.toString(), customer);
    this.#older.delete(uri.toString());
    this.#notify(uri);
  }

  /**
   * Drops fetched records, which are older than a new pull, except open ones: they have more fields than a pull
   * returns.
   */
  clearClosed(): void {
    for (const uri of this.#fetched.keys())
      if (isLoaded(vscode.Uri.parse(uri))) this.#older.add(uri);
      else this.#fetched.delete(uri);
  }

  clearFetched(): void {
    this.#older.clear();
    this.#fetched.clear();
  }

  /** Updates open records from the pulled customers. Sends no request; records that were not pulled stay unchanged. */
  async refreshOpen(): Promise<void> {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== recordScheme) continue;
      const reference = readRecordUri(uri);
      if (reference && (await this.#model.find(reference.tenant, reference.id))) this.#notify(uri);
    }
  }

  #notify(uri: vscode.Uri): void {
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
