import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Uri } from 'vscode';
import { recordFieldsFromJson, recordFieldsToJson } from '../../kapture/update/editableFields.ts';
import { customerOfUri, documentUri, editUri, openDocument } from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { EditedCustomer } from './editedCustomer.ts';

/** How long a file is kept after its last use by a window, in milliseconds. */
const retentionMs = 30 * 24 * 3600_000;

/** The file of an open document, which is JSON. */
interface StoredCustomer {
  readonly uri: string;
  /** The name of the connection that the customer was opened from, and through which it is saved. */
  readonly connection?: string | undefined;
  /** The record that the document was opened with; missing once the text is based on another record. */
  readonly base?: string;
}

/**
 * The customers whose documents are open in this window.
 *
 * The record that a document was opened with is in a file, so that it survives a reload like VS Code's backup of the
 * text. That record never changes: each opening has a separate URI, and once the text is based on another record, such
 * as after a save, the record is deleted, and only the name of the connection stays. So no window can give another
 * window a record that does not belong to its text. Without the record, each difference is a conflict.
 */
export class OpenCustomers {
  readonly #folder: string;
  readonly #log: Log;
  readonly #customers = new Map<string, EditedCustomer>();

  /** `folder` is shared by all windows of this machine. */
  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
    this.#try('removed', () => this.#removeUnused());
  }

  /** The known customers of open documents. */
  get all(): readonly EditedCustomer[] {
    return [...this.#customers.values()];
  }

  /** The customer of a document or of the left side of its Show Changes; undefined if it is unknown. */
  load(uri: Uri): EditedCustomer | undefined {
    const own = documentUri(uri);
    const found = this.#customers.get(own.toString()) ?? this.#try('read', () => this.#restore(own));
    if (found) this.#add(found);
    return found;
  }

  /** Like {@link load}, but returns a customer with a lost base for an open document that is unknown. */
  loadOrCreateLost(uri: Uri): EditedCustomer | undefined {
    const found = this.load(uri);
    const reference = customerOfUri(uri);
    if (found || !reference || !openDocument(documentUri(uri))) return found;
    return this.#add(new EditedCustomer(documentUri(uri), reference));
  }

  /** A customer for a new document, whose original is stored. */
  open(reference: RecordReference, base: EditedCustomer['server']): EditedCustomer {
    const uri = editUri(reference, randomBytes(4).toString('hex'));
    this.#write({ uri: uri.toString(), connection: reference.connection, base: recordFieldsToJson(base) });
    return this.#add(new EditedCustomer(uri, reference, base));
  }

  /** Adds the customer of an open document whose original is lost. */
  add(customer: EditedCustomer): void {
    this.#add(customer);
  }

  /** Records a new base of a customer: its stored original may no longer be that of its text. */
  update({ uri, base, original, reference: { connection } }: EditedCustomer): void {
    if (original && base !== original && (!base || recordFieldsToJson(base) !== recordFieldsToJson(original)))
      this.#write({ uri: uri.toString(), connection });
  }

  remove(uri: Uri): void {
    this.#customers.delete(uri.toString());
    this.#removeFile(uri.toString());
  }

  /** Releases the customers when the window closes. Their original records stay for a reload. */
  release(): void {
    this.#customers.clear();
  }

  #add(customer: EditedCustomer): EditedCustomer {
    this.#customers.set(customer.uri.toString(), customer);
    return customer;
  }

  #restore(uri: Uri): EditedCustomer | undefined {
    const reference = customerOfUri(uri);
    const stored = this.#read(uri.toString());
    if (!reference || !stored) return undefined;
    const base = stored.base === undefined ? undefined : recordFieldsFromJson(stored.base);
    return new EditedCustomer(uri, { ...reference, connection: stored.connection }, base);
  }

  /** Undefined if there is no file, or it is damaged. */
  #read(key: string): StoredCustomer | undefined {
    const file = this.#fileOf(key);
    try {
      const stored = JSON.parse(readFileSync(file, 'utf8')) as StoredCustomer;
      utimesSync(file, new Date(), new Date());
      return stored;
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  /** Writes a file, which is readable only by its owner because it contains customer data. */
  #write(stored: StoredCustomer): void {
    this.#try('saved', () => {
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeFileSync(this.#fileOf(stored.uri), JSON.stringify(stored), { mode: 0o600 });
    });
  }

  #removeUnused(): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      const usedAt = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
      if (Date.now() - usedAt > retentionMs) rmSync(file, { force: true });
    }
  }

  #removeFile(key: string): void {
    this.#try('removed', () => rmSync(this.#fileOf(key), { force: true }));
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${createHash('sha256').update(key).digest('hex').slice(0, 32)}.json`);
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
