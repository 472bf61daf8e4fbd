import * as vscode from 'vscode';
import { recordFieldsFromJson, recordFieldsToJson } from '../../kapture/update/recordFields.ts';
import { BoundedMap } from '../boundedMap.ts';
import { editScheme } from '../ids.ts';
import type { Log } from '../log.ts';
import { EditedCustomer, type LastUpdate } from './editedCustomer.ts';
import { customerOfUri, editUri, hasTab, openDocument } from '../editUri.ts';

/** As it is kept. */
interface Kept {
  readonly version: number;
  /** Name of the connection that the customer was opened from. */
  readonly connection?: string;
  readonly base: string;
  readonly lastUpdate?: { readonly asked: [string, string][]; readonly before: [string, string][] };
  readonly overtaken?: [string, string][];
}

/** The last updates of so many customers can be reverted. */
const mostLastUpdates = 200;

const keyOf = (uri: vscode.Uri): string => `edit/${uri.toString()}`;

/**
 * The customers whose documents are open. What a text started from is kept beside VS Code's own copy of it, in the state
 * of the window: so a reload loses neither, and two windows do not take each other's. It goes when the document is closed.
 */
export class EditStore {
  readonly #state: vscode.Memento;
  readonly #open = new Map<string, EditedCustomer>();
  /** Of the customers that were updated last. Outlives the documents, in this window. */
  readonly #lastUpdates = new BoundedMap<string, LastUpdate>(mostLastUpdates);

  constructor(state: vscode.Memento) {
    this.#state = state;
    this.#forgetClosed();
  }

  find(uri: vscode.Uri): EditedCustomer | undefined {
    const key = keyOf(uri.with({ query: '' }));
    const found = this.#open.get(key) ?? restored(uri, this.#state.get<Kept>(key));
    if (found) this.#open.set(key, found);
    return found;
  }

  /** Those that are known, of the documents that are open. */
  get all(): readonly EditedCustomer[] {
    return [...this.#open.values()];
  }

  async add(customer: EditedCustomer): Promise<void> {
    const key = keyOf(editUri(customer.reference));
    customer.lastUpdate ??= this.#lastUpdates.get(key);
    this.#open.set(key, customer);
    await this.keep(customer);
  }

  /** Writes down what has changed about a customer. */
  async keep(customer: EditedCustomer): Promise<void> {
    const key = keyOf(editUri(customer.reference));
    if (this.#open.get(key) !== customer) return;
    const {
      reference: { connection },
      version,
      base,
      lastUpdate,
      overtaken,
    } = customer;
    if (lastUpdate) this.#lastUpdates.set(key, lastUpdate);
    else this.#lastUpdates.delete(key);
    const kept: Kept = {
      version,
      ...(connection !== undefined && { connection }),
      base: recordFieldsToJson(base),
      ...(lastUpdate && { lastUpdate: { asked: [...lastUpdate.asked], before: [...lastUpdate.before] } }),
      ...(overtaken.size && { overtaken: [...overtaken] }),
    };
    await this.#state.update(key, kept);
  }

  /** The same where nothing else is to fail for it, such as what was sent already. */
  async keepIfPossible(customer: EditedCustomer, log: Log): Promise<void> {
    try {
      await this.keep(customer);
    } catch (error) {
      log.error(`What the document of ${customer.reference.id} started from could not be kept.`, error);
    }
  }

  async forget(uri: vscode.Uri): Promise<void> {
    this.#open.delete(keyOf(uri));
    await this.#state.update(keyOf(uri), undefined);
  }

  /** What a window that ended badly left behind. */
  #forgetClosed(): void {
    for (const key of this.#state.keys()) {
      if (!key.startsWith(`edit/${editScheme}:`)) continue;
      const uri = vscode.Uri.parse(key.slice('edit/'.length));
      if (!openDocument(uri) && !hasTab(uri)) void this.#state.update(key, undefined);
    }
  }
}

function restored(uri: vscode.Uri, kept: Kept | undefined): EditedCustomer | undefined {
  const reference = customerOfUri(uri);
  const base = kept && recordFieldsFromJson(kept.base);
  if (!reference || !base) return undefined;
  const customer = new EditedCustomer({ ...reference, connection: kept.connection }, base, kept.version);
  if (kept.lastUpdate)
    customer.lastUpdate = { asked: new Map(kept.lastUpdate.asked), before: new Map(kept.lastUpdate.before) };
  customer.overtaken = new Map(kept.overtaken);
  return customer;
}
