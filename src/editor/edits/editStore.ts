import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { recordFieldsFromJson, recordFieldsToJson } from '../../kapture/update/editableFields.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { customerOfUri, documentUri, hasTab, openDocument } from '../shared/documents/editUri.ts';
import { isProcessRunning } from '../shared/isProcessRunning.ts';
import type { Log } from '../shared/log.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { EditedCustomer, type LastUpdate } from './editedCustomer.ts';
import { KeptEdits, type KeptEdit } from './keptEdits.ts';

/**
 * So long what a document started from waits for a window that was closed to bring the document back. VS Code opens some
 * documents with unsaved changes only a while after a window has started. Milliseconds.
 */
const keepMs = 30 * 24 * 3600_000;

/** The last updates of up to this many customers can be reverted. */
const mostLastUpdates = 200;

/**
 * The customers whose documents are open. What a text started from is kept beside VS Code's own copy of it, in a file of its
 * own: so a reload loses neither. The file belongs to one window. Where two have the same document, as after VS Code has
 * opened the tabs of one in the other, nobody can say which of their texts VS Code brings back to whom after a reload: then
 * what they started from is lost. It goes when the document is closed.
 */
export class EditStore {
  /** Names this window in the addresses of the documents that it opens; another one after a reload. */
  readonly window = randomBytes(4).toString('hex');
  readonly #kept: KeptEdits;
  readonly #log: Log;
  readonly #open = new Map<string, EditedCustomer>();
  /** Of the customers that were updated last. Outlives the documents, in this window. */
  readonly #lastUpdates = new BoundedMap<string, LastUpdate>(mostLastUpdates);

  /** All windows of this machine share the folder. */
  constructor(folder: string, log: Log) {
    this.#kept = new KeptEdits(folder);
    this.#log = log;
    const isOpen = (uri: vscode.Uri): boolean => hasTab(uri) || openDocument(uri) !== undefined;
    this.#try('removed', () =>
      this.#kept.removeAll(({ uri, owner }) => !isOpen(vscode.Uri.parse(uri)) && !isHeld(owner), keepMs),
    );
  }

  /** Those that are known, of the documents that are open. */
  get all(): readonly EditedCustomer[] {
    return [...this.#open.values()];
  }

  /** What is known of a document, of either side. */
  find(uri: vscode.Uri): EditedCustomer | undefined {
    const key = documentUri(uri).toString();
    const found = this.#open.get(key) ?? this.#try('read', () => this.#takeOver(documentUri(uri)));
    if (found) this.#open.set(key, found);
    return found;
  }

  /** The same; of a document that is open and of which nothing is known, that what it started from is lost. */
  of(uri: vscode.Uri): EditedCustomer | undefined {
    const found = this.find(uri);
    const reference = customerOfUri(uri);
    if (found || !reference || !openDocument(documentUri(uri))) return found;
    const lost = new EditedCustomer(documentUri(uri), reference);
    this.#open.set(lost.uri.toString(), lost);
    return lost;
  }

  add(customer: EditedCustomer): void {
    customer.lastUpdate ??= this.#lastUpdates.get(nameOfCustomer(customer.reference));
    this.#open.set(customer.uri.toString(), customer);
    this.keep(customer);
  }

  /** Writes down what has changed about a customer. Where that fails, a reload loses it. */
  keep(customer: EditedCustomer): void {
    const { uri, reference, version, base, lastUpdate, overtaken } = customer;
    if (this.#open.get(uri.toString()) !== customer) return;
    if (lastUpdate) this.#lastUpdates.set(nameOfCustomer(reference), lastUpdate);
    else this.#lastUpdates.delete(nameOfCustomer(reference));
    if (!base) return;
    this.#try('saved', () => {
      const present = this.#kept.read(uri.toString());
      if (present && present.owner?.window !== this.window) return this.#kept.write({ ...present, isShared: true });
      this.#kept.write({
        uri: uri.toString(),
        owner: this.#owner,
        ...(present?.isShared && { isShared: true }),
        version,
        connection: reference.connection,
        base: recordFieldsToJson(base),
        lastUpdate: lastUpdate && { asked: [...lastUpdate.asked], before: [...lastUpdate.before] },
        overtaken: [...overtaken],
      });
    });
  }

  forget(uri: vscode.Uri): void {
    this.#open.delete(uri.toString());
    this.#try('removed', () => {
      const owner = this.#kept.read(uri.toString())?.owner;
      if (owner?.window === this.window || !isHeld(owner)) this.#kept.remove(uri.toString());
    });
  }

  /** The window closes: after a reload it has another name. */
  release(): void {
    this.#try('released', () => {
      for (const { uri } of this.all) {
        const kept = this.#kept.read(uri.toString());
        if (kept?.owner?.window === this.window) this.#kept.write({ ...kept, owner: undefined });
      }
    });
    this.#open.clear();
  }

  get #owner(): KeptEdit['owner'] {
    return { window: this.window, pid: process.pid };
  }

  #takeOver(uri: vscode.Uri): EditedCustomer | undefined {
    const kept = this.#kept.read(uri.toString());
    if (!kept || kept.isShared) return undefined;
    if (kept.owner?.window !== this.window && isHeld(kept.owner)) {
      this.#kept.write({ ...kept, isShared: true });
      return undefined;
    }
    this.#kept.write({ ...kept, owner: this.#owner });
    return restored(uri, kept);
  }

  #try<Result>(what: string, work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      this.#log.error(`The original record of a document could not be ${what}.`, error);
      return undefined;
    }
  }
}

/** Whether another window that is still there has a document. */
function isHeld(owner: KeptEdit['owner']): boolean {
  return owner !== undefined && owner.pid !== process.pid && isProcessRunning(owner.pid);
}

/** The same for each connection to a tenant, in all windows. */
export function nameOfCustomer({ tenant, id }: RecordReference): string {
  return `${tenant}/${id}`;
}

function restored(uri: vscode.Uri, kept: KeptEdit): EditedCustomer | undefined {
  const reference = customerOfUri(uri);
  const base = recordFieldsFromJson(kept.base);
  if (!reference || !base) return undefined;
  const customer = new EditedCustomer(uri, { ...reference, connection: kept.connection }, base, kept.version);
  if (kept.lastUpdate)
    customer.lastUpdate = { asked: new Map(kept.lastUpdate.asked), before: new Map(kept.lastUpdate.before) };
  customer.overtaken = new Map(kept.overtaken);
  return customer;
}
