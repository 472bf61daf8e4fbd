import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import * as vscode from 'vscode';
import { beatMs, isAlive } from '../../kapture/store/isAlive.ts';
import { processStart } from '../../kapture/store/processStart.ts';
import { recordFieldsFromJson, recordFieldsToJson } from '../../kapture/update/editableFields.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { customerOfUri, documentUri, hasTab, openDocument } from '../shared/documents/editUri.ts';
import type { Log } from '../shared/log.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { EditedCustomer } from './editedCustomer.ts';
import type { LastUpdate } from './lastUpdate.ts';
import { StoredEdits, type StoredEdit, type StoredUpdate } from './storedEdits.ts';

/**
 * How long the base of a document is stored after its window closed. VS Code may restore documents with unsaved changes
 * long after a window has started. Milliseconds.
 */
const retentionMs = 30 * 24 * 3600_000;

/** Customers whose last update can be reverted. */
const maximumLastUpdates = 200;

/**
 * The customers whose documents are open. The base of each document is stored in a file, so that it survives a reload
 * like VS Code's backup of the text. The file belongs to one window, which touches it regularly, and is deleted when
 * the document is closed. If two windows have the same document, for example after VS Code moved tabs between them, it
 * is unknown which text VS Code restores in which window; the base is then treated as lost.
 */
export class EditStore {
  /** The ID of this window in the URIs of the documents that it opens. It changes with a reload. */
  readonly window = randomBytes(4).toString('hex');
  readonly #stored: StoredEdits;
  readonly #log: Log;
  readonly #customers = new Map<string, EditedCustomer>();
  /** The last updates by customer. They outlive the documents, but not the window. */
  readonly #lastUpdates = new BoundedMap<string, LastUpdate>(maximumLastUpdates);
  readonly #beating: NodeJS.Timeout;

  /** `folder` is shared by all windows of this machine. */
  constructor(folder: string, log: Log) {
    this.#stored = new StoredEdits(folder);
    this.#log = log;
    const isOpen = (uri: vscode.Uri): boolean => hasTab(uri) || openDocument(uri) !== undefined;
    this.#try('removed', () => this.#stored.removeAll(({ uri }) => !isOpen(vscode.Uri.parse(uri)), retentionMs));
    this.#beating = setInterval(() => this.#beat(), beatMs);
  }

  /** The known customers of open documents. */
  get all(): readonly EditedCustomer[] {
    return [...this.#customers.values()];
  }

  /**
   * The customer of a document or of the left side of its Show Changes; undefined if it is unknown. The first call
   * after a reload takes over the stored file for this window.
   */
  load(uri: vscode.Uri): EditedCustomer | undefined {
    const key = documentUri(uri).toString();
    const found = this.#customers.get(key) ?? this.#try('read', () => this.#claim(documentUri(uri)));
    if (found) this.#customers.set(key, found);
    return found;
  }

  /** Like {@link load}, but returns a customer with a lost base for an open document that is unknown. */
  loadOrCreateLost(uri: vscode.Uri): EditedCustomer | undefined {
    const found = this.load(uri);
    const reference = customerOfUri(uri);
    if (found || !reference || !openDocument(documentUri(uri))) return found;
    const lost = new EditedCustomer(documentUri(uri), reference);
    this.#customers.set(lost.uri.toString(), lost);
    return lost;
  }

  add(customer: EditedCustomer): void {
    customer.lastUpdate ??= this.#lastUpdates.get(customerKey(customer.reference));
    this.#customers.set(customer.uri.toString(), customer);
    this.save(customer);
  }

  /** Stores the state of a customer. If that fails, a reload loses it. */
  save(customer: EditedCustomer): void {
    const { uri, reference, version, base, lastUpdate, replacedValues } = customer;
    if (this.#customers.get(uri.toString()) !== customer) return;
    if (lastUpdate) this.#lastUpdates.set(customerKey(reference), lastUpdate);
    else this.#lastUpdates.delete(customerKey(reference));
    if (!base) return;
    this.#try('saved', () => {
      const stored = this.#stored.read(uri.toString());
      if (stored && stored.owner?.window !== this.window) return this.#stored.write({ ...stored, isShared: true });
      this.#stored.write({
        uri: uri.toString(),
        owner: this.#owner,
        ...(stored?.isShared && { isShared: true }),
        version,
        connection: reference.connection,
        base: recordFieldsToJson(base),
        lastUpdate: lastUpdate && storedUpdate(lastUpdate),
        overtaken: [...replacedValues],
      });
    });
  }

  remove(uri: vscode.Uri): void {
    this.#customers.delete(uri.toString());
    this.#try('removed', () => {
      const stored = this.#stored.read(uri.toString());
      if (!stored || !this.#isOwnedByOther(stored)) this.#stored.remove(uri.toString());
    });
  }

  /** Gives up the stored files when the window closes: after a reload it has another ID. */
  release(): void {
    clearInterval(this.#beating);
    this.#try('released', () => {
      for (const { uri } of this.all) {
        const stored = this.#stored.read(uri.toString());
        if (stored?.owner?.window === this.window) this.#stored.write({ ...stored, owner: undefined });
      }
    });
    this.#customers.clear();
  }

  get #owner(): StoredEdit['owner'] {
    return { window: this.window, pid: process.pid, host: hostname(), started: processStart(process.pid) };
  }

  #claim(uri: vscode.Uri): EditedCustomer | undefined {
    const stored = this.#stored.read(uri.toString());
    if (!stored || stored.isShared) return undefined;
    if (this.#isOwnedByOther(stored)) {
      this.#stored.write({ ...stored, isShared: true });
      return undefined;
    }
    this.#stored.write({ ...stored, owner: this.#owner });
    return restoreCustomer(uri, stored);
  }

  /** Whether the owner of a stored document is another window that is still running. */
  #isOwnedByOther({ uri, owner }: StoredEdit): boolean {
    if (!owner || owner.window === this.window) return false;
    const { pid, host = hostname(), started } = owner;
    // Each window has its own process, so this was the same window before a reload.
    if (pid === process.pid && host === hostname()) return false;
    return isAlive({ pid, host, started, beatAt: this.#stored.touchedAt(uri) }, Date.now());
  }

  #beat(): void {
    for (const { uri } of this.all)
      try {
        if (this.#stored.read(uri.toString())?.owner?.window === this.window) this.#stored.touch(uri.toString());
      } catch {
        // Another window that opens the document may then consider this one as closed.
      }
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

/** Identifies a customer independently of the connection, in all windows. */
export function customerKey({ tenant, id }: RecordReference): string {
  return `${tenant}/${id}`;
}

function storedUpdate({ sent, previous, earlier, ...update }: LastUpdate): StoredUpdate {
  return { ...update, asked: [...sent], before: [...previous], earlier: earlier && storedUpdate(earlier) };
}

function restoredUpdate({ asked, before, contactId, sentAt, earlier, isCertain }: StoredUpdate): LastUpdate {
  return {
    sent: new Map(asked),
    previous: new Map(before),
    contactId,
    sentAt,
    earlier: earlier && restoredUpdate(earlier),
    ...(isCertain && { isCertain }),
  };
}

function restoreCustomer(uri: vscode.Uri, stored: StoredEdit): EditedCustomer | undefined {
  const reference = customerOfUri(uri);
  const base = recordFieldsFromJson(stored.base);
  if (!reference || !base) return undefined;
  const customer = new EditedCustomer(uri, { ...reference, connection: stored.connection }, base, stored.version);
  customer.lastUpdate = stored.lastUpdate && restoredUpdate(stored.lastUpdate);
  customer.replacedValues = new Map(stored.overtaken);
  return customer;
}
