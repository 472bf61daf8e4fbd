import * as vscode from 'vscode';
import { documentUri, hasTab, serverUri } from '../shared/documents/editUri.ts';
import { isShown } from '../shared/documents/isShown.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { withoutLinks } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { CustomerReader } from './customerReader.ts';
import { EditedCustomer } from './editedCustomer.ts';
import type { EditorReads } from './editorReads.ts';
import type { EditStore } from './editStore.ts';

/** Loads the customers of documents from the server. Failures are errors of a file system. */
export class CustomerLoads implements vscode.Disposable {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #editorReads: EditorReads;
  /** Pending loads by URI. */
  readonly #loading = new Map<string, Promise<EditedCustomer>>();
  /** Failed loads by URI, while an editor shows the error. Only that editor may load again. */
  readonly #failed = new Map<string, Error>();
  readonly #subscription: vscode.Disposable;

  constructor(store: EditStore, reader: CustomerReader, editorReads: EditorReads) {
    this.#store = store;
    this.#reader = reader;
    this.#editorReads = editorReads;
    this.#subscription = vscode.window.tabGroups.onDidChangeTabs(() => {
      for (const key of this.#failed.keys()) if (!isInTab(vscode.Uri.parse(key))) this.#failed.delete(key);
    });
  }

  /** Loads the customer of a document that an editor shows. Concurrent reads share one load. */
  async load(uri: vscode.Uri, reference: RecordReference): Promise<EditedCustomer> {
    if (!isShown(uri))
      throw vscode.FileSystemError.Unavailable(
        vscode.l10n.t('This customer is not open in an editor, so nothing was loaded.'),
      );
    const key = documentUri(uri).toString();
    const failure = this.#failed.get(key);
    if (failure && !(await this.#editorReads.isReadByEditor(uri))) throw failure;
    const loading = this.#loading.get(key) ?? this.#fetch(documentUri(uri), reference);
    this.#loading.set(key, loading);
    try {
      const customer = await loading;
      this.#failed.delete(key);
      return customer;
    } catch (error) {
      if (error instanceof Error) this.#failed.set(key, error);
      throw error;
    } finally {
      if (this.#loading.get(key) === loading) this.#loading.delete(key);
    }
  }

  async #fetch(uri: vscode.Uri, reference: RecordReference): Promise<EditedCustomer> {
    const reading = await this.#reader.read(reference);
    if (!reading.fields) throw unavailable(reading.problem);
    const customer = this.#store.load(uri) ?? new EditedCustomer(uri, reference);
    customer.setServer(reading.fields);
    // Not the base yet: after a reload, an editor may show a text whose base is lost.
    this.#store.add(customer);
    return customer;
  }

  /** Loads a known customer again. */
  async reload(uri: vscode.Uri, customer: EditedCustomer): Promise<void> {
    const reading = await this.#reader.read(customer.reference);
    if (!reading.fields) throw unavailable(reading.problem);
    customer.setServer(reading.fields);
    // The user has only seen this record if VS Code's Compare editor shows it.
    if (customer.conflict && isCompared(uri)) customer.conflict = { ...customer.conflict, fields: reading.fields };
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Whether a tab shows a customer's document or its Show Changes. */
function isInTab(uri: vscode.Uri): boolean {
  return hasTab(uri) || hasTab(serverUri(uri));
}

/** Whether VS Code's Compare editor for save conflicts shows the document. */
function isCompared(uri: vscode.Uri): boolean {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some(
    (input) =>
      input instanceof vscode.TabInputTextDiff &&
      input.original.scheme === 'conflictResolution' &&
      input.modified.toString() === uri.toString(),
  );
}

function unavailable(problem: string): vscode.FileSystemError {
  return vscode.FileSystemError.Unavailable(withoutLinks(oneLine(problem, 1000)));
}
