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
 * How long the base of a document is stored after its window closed. VS Code may restore documents with unsaved changes long
 * after a window has started. Milliseconds.
 */
const keepMs = 30 * 24 * 3600_000;

/** Customers whose last update can be reverted. */
const mostLastUpdates = 200;

/**
 * The customers whose documents are open. The base of each document is stored in a file, so that it survives a reload like
 * VS Code's backup of the text. The file belongs to one window and is deleted when the document is closed. If two windows have
 * the same document, for example after VS Code moved tabs between them, it is unknown which text VS Code restores in which
 * window; the base is then treated as lost.
 */
export class EditStore {
  /** The ID of this window in the URIs of the documents that it opens. It changes with a reload. */
  readonly window = randomBytes(4).toString('hex');
  readonly #kept: KeptEdits;
  readonly #log: Log;
  readonly #open = new Map<string, EditedCustomer>();
  /** The last updates by customer. They outlive the documents, but not the window. */
  readonly #lastUpdates = new BoundedMap<string, LastUpdate>(mostLastUpdates);

  /** `folder` is shared by all windows of this machine. */
  constructor(folder: string, log: Log) {
    this.#kept = new KeptEdits(folder);
    this.#log = log;
    const isOpen = (uri: vscode.Uri): boolean => hasTab(uri) || openDocument(uri) !== undefined;
    this.#try('removed', () =>
      this.#kept.removeAll(({ uri, owner }) => !isOpen(vscode.Uri.parse(uri)) && !isHeld(owner), keepMs),
    );
  }

  /** The known customers of open documents. */
  get all(): readonly EditedCustomer[] {
    return [...this.#open.values()];
  }

  /** The customer of a document or of the left side of its Show Changes. Undefined if it is unknown. */
  find(uri: vscode.Uri): EditedCustomer | undefined {
    const key = documentUri(uri).toString();
    const found = this.#open.get(key) ?? this.#try('read', () => this.#takeOver(documentUri(uri)));
    if (found) this.#open.set(key, found);
    return found;
  }

  /** Like {@link find}, but returns a customer with a lost base for an open document that is unknown. */
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

  /** Stores the state of a customer. If that fails, a reload loses it. */
  keep(customer: EditedCustomer): void {
    const { uri, reference, version, base, lastUpdate, overtaken } = customer;
    if (this.#open.get(uri.toString()) !== customer) return;
    if (lastUpdate) this.#lastUpdates.set(nameOfCustomer(reference), lastUpdate);
    else this.#lastUpdates.delete(nameOfCustomer(reference));
    if (!base) return;
    this.#try('kept', () => {
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

  /** Gives up the stored files when the window closes: after a reload it has another ID. */
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
      this.#log.error(`What a document started from could not be ${what}.`, error);
      return undefined;
    }
  }
}

/** Whether the owner is another window that is still running. */
function isHeld(owner: KeptEdit['owner']): boolean {
  return owner !== undefined && owner.pid !== process.pid && isProcessRunning(owner.pid);
}

/** Identifies a customer independently of the connection, in all windows. */
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
