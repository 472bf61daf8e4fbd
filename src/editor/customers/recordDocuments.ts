import * as vscode from 'vscode';
import { customersOf } from '../../kapture/pull/puller.ts';
import { formatLoose } from '../../kapture/looseJson.ts';
import type { Customer } from '../../kapture/customer.ts';
import { recordScheme } from '../ids.ts';
import type { Sender } from '../sender.ts';
import type { CustomersModel } from './customersModel.ts';

/** Who a record document is about. */
export interface RecordReference {
  readonly connection: string;
  readonly id: string;
}

/**
 * The full record of a customer as a read-only document: the one that the view holds, else fetched. It is found by
 * connection and id, so it comes back after a reload of the window.
 */
export class RecordDocuments implements vscode.TextDocumentContentProvider {
  readonly #model: CustomersModel;
  readonly #sender: Sender;
  readonly #fetched = new Map<string, Customer>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(model: CustomersModel, sender: Sender) {
    this.#model = model;
    this.#sender = sender;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const reference = referenceOf(uri);
    const known = this.#fetched.get(uri.toString()) ?? this.#model.find(reference.connection, reference.id);
    const customer = known ?? (await this.fetch(reference));
    return customer ? formatLoose(customer.text) : vscode.l10n.t('There is no customer {0} at {1}, or it could not be got.', reference.id, reference.connection);
  }

  /** Gets a customer anew; undefined if there is none or it failed, which the user was told. */
  async fetch(reference: RecordReference): Promise<Customer | undefined> {
    const { connection, id } = reference;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), { connection, again: () => this.fetch(reference) });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) this.put(connection, customer);
    return customer;
  }

  /** Takes a record that is newer than what is shown. */
  put(connection: string, customer: Customer): void {
    const uri = uriOf({ connection, id: customer.id });
    this.#fetched.set(uri.toString(), customer);
    this.#changed.fire(uri);
  }

  /** A pull is newer than what was fetched before it. */
  forgetFetched(): void {
    this.#fetched.clear();
  }

  /** Has records that are open show what was pulled. Asks no server: one that was not pulled stays as it is. */
  refreshOpen(): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== recordScheme) continue;
      const { connection, id } = referenceOf(uri);
      if (this.#model.find(connection, id)) this.#changed.fire(uri);
    }
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

export function uriOf({ connection, id }: RecordReference): vscode.Uri {
  return vscode.Uri.from({ scheme: recordScheme, path: `/${connection}/${id}.kapture-record` });
}

export function referenceOf(uri: vscode.Uri): RecordReference {
  const [, connection = '', file = ''] = uri.path.split('/');
  return { connection, id: file.replace(/\.kapture-record$/, '') };
}
