import * as vscode from 'vscode';
import { customersOf } from '../../kapture/pull/puller.ts';
import { formatLoose } from '../../kapture/looseJson.ts';
import type { Customer } from '../../kapture/customer.ts';
import { recordScheme } from '../ids.ts';
import type { Log } from '../log.ts';
import { showError } from '../messages.ts';
import type { Sender } from '../sender.ts';
import type { CustomersModel } from './customersModel.ts';

/** Who a record document is about. */
export interface RecordReference {
  readonly connection: string;
  readonly id: string;
}

/**
 * The full record of a customer as a read-only document, found by connection and id: the one that was got last, else the
 * one that the view holds.
 */
export class RecordDocuments implements vscode.TextDocumentContentProvider {
  readonly #model: CustomersModel;
  readonly #sender: Sender;
  readonly #log: Log;
  readonly #fetched = new Map<string, Customer>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;

  constructor(model: CustomersModel, sender: Sender, log: Log) {
    this.#model = model;
    this.#sender = sender;
    this.#log = log;
  }

  /** Asks no server: after a reload of the window, open records wait until somebody wants them. */
  provideTextDocumentContent(uri: vscode.Uri): string {
    const customer = this.#find(referenceOf(uri));
    return customer ? formatLoose(customer.text) : vscode.l10n.t('This record is not loaded. Get it afresh with the link above.');
  }

  has(reference: RecordReference): boolean {
    return this.#find(reference) !== undefined;
  }

  isOpen(reference: RecordReference): boolean {
    return vscode.workspace.textDocuments.some(({ uri }) => uri.toString() === uriOf(reference).toString());
  }

  #find({ connection, id }: RecordReference): Customer | undefined {
    return this.#fetched.get(uriOf({ connection, id }).toString()) ?? this.#model.find(connection, id);
  }

  /** Gets a customer anew; undefined if there is none or it failed, which the user was told. */
  async fetch(reference: RecordReference): Promise<Customer | undefined> {
    const { connection, id } = reference;
    const exchange = await this.#sender.send('get', JSON.stringify([{ kapture_customer_id: id }]), { connection, again: () => this.fetch(reference) });
    const customer = exchange && customersOf(exchange).find((candidate) => candidate.id === id);
    if (customer) this.put(connection, customer);
    else if (exchange && !exchange.reply.reading.trouble) void showError(this.#log, vscode.l10n.t('{0} has no customer with the id {1}.', connection, id));
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
