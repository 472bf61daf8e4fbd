import * as vscode from 'vscode';
import { redactor } from '../../kapture/redact.ts';
import { recordFieldsFromJson, recordFieldsToJson } from '../../kapture/update/recordFields.ts';
import { editScheme } from '../ids.ts';
import type { Targets } from '../ports.ts';
import { EditedCustomer, type LastUpdate } from './editedCustomer.ts';
import { customerOfUri, editUri, hasTab, openDocument } from '../editUri.ts';

/** As it is kept. */
interface Kept {
  readonly version: number;
  readonly base: string;
  readonly lastUpdate?: { readonly asked: [string, string][]; readonly before: [string, string][] };
}

const keyOf = (uri: vscode.Uri): string => `edit/${uri.toString()}`;

/**
 * The customers whose documents are open. What a text started from is kept beside VS Code's own copy of it, in the state
 * of the window: so a reload loses neither, and two windows do not take each other's. It goes when the document is closed.
 */
export class EditStore {
  readonly #state: vscode.Memento;
  readonly #targets: Targets;
  readonly #open = new Map<string, EditedCustomer>();
  /** Outlives the documents, in this window. */
  readonly #lastUpdates = new Map<string, LastUpdate>();

  constructor(state: vscode.Memento, targets: Targets) {
    this.#state = state;
    this.#targets = targets;
    this.#forgetClosed();
  }

  find(uri: vscode.Uri): EditedCustomer | undefined {
    const key = keyOf(uri.with({ query: '' }));
    const found = this.#open.get(key) ?? restored(uri, this.#state.get<Kept>(key));
    if (found) this.#open.set(key, found);
    return found;
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
    if (customer.lastUpdate) this.#lastUpdates.set(key, customer.lastUpdate);
    const redact = await this.#redactor(customer.reference.connection);
    if (this.#open.get(key) !== customer) return;
    const { version, base, lastUpdate } = customer;
    const kept: Kept = {
      version, base: redact(recordFieldsToJson(base)),
      ...(lastUpdate && { lastUpdate: JSON.parse(redact(JSON.stringify({ asked: [...lastUpdate.asked], before: [...lastUpdate.before] }))) as Required<Kept>['lastUpdate'] }),
    };
    await this.#state.update(key, kept);
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

  /** A server may send a key back in a record: it is not kept. */
  async #redactor(connection: string): Promise<(text: string) => string> {
    const targets = await Promise.all((['get', 'update'] as const).map((operation) => this.#targets.resolveNamed(connection, operation, { ask: false })));
    return redactor([...new Set(targets.flatMap((target) => target?.key ?? []))]);
  }
}

function restored(uri: vscode.Uri, kept: Kept | undefined): EditedCustomer | undefined {
  const reference = customerOfUri(uri);
  const base = kept && recordFieldsFromJson(kept.base);
  if (!reference || !base) return undefined;
  const customer = new EditedCustomer(reference, base, kept.version);
  if (kept.lastUpdate) customer.lastUpdate = { asked: new Map(kept.lastUpdate.asked), before: new Map(kept.lastUpdate.before) };
  return customer;
}
