import * as vscode from 'vscode';
import { pinnedConnection } from '../../kapture/connection/pinnedConnection.ts';
import { readRaw } from '../../kapture/exchange/requestBody.ts';
import { fieldsOfBody, readBack } from '../../kapture/update/editableFields.ts';
import { isSameText } from '../../kapture/update/fieldValue.ts';
import {
  customerOfUri,
  documentUri,
  hasTab,
  isEditUri,
  isServerSide,
  isShown,
  openDocument,
  serverUri,
} from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import { showError, withoutLinks } from '../shared/dialogs/messages.ts';
import { markdownText, oneLine } from '../shared/texts/plainText.ts';
import { bodyToSave, customerNotes, documentText, editLenses, pinName, updateFormOf } from './customerDocument.ts';
import { CustomerReader, type EditPorts } from './customerReader.ts';
import { CustomerSave } from './customerSave.ts';
import { EditActions } from './editActions.ts';
import { EditedCustomer, isPending } from './editedCustomer.ts';
import { OpenCustomers } from './openCustomers.ts';
import { SaveLocks } from './saveLocks.ts';
import { notASave, saveCanceled } from './saveMessages.ts';

export class EditFiles implements vscode.Disposable {
  readonly #store: OpenCustomers;
  readonly #editorReads = new EditorReads();
  readonly #loads: CustomerLoads;
  readonly #ports: EditPorts;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #save: CustomerSave;
  readonly #subscriptions: vscode.Disposable;

  constructor(store: OpenCustomers, reader: CustomerReader, ports: EditPorts, locks: SaveLocks, log: Log) {
    this.#log = log;
    this.#store = store;
    this.#loads = new CustomerLoads(store, reader, this.#editorReads);
    this.#ports = ports;
    this.#save = new CustomerSave(store, reader, ports, locks, (uri) => this.#notifyChanged(uri), log);
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#editorReads,
      this.#loads,
      vscode.workspace.onDidSaveTextDocument((document) => this.#didSave(document)),
      vscode.workspace.onDidOpenTextDocument((document) => this.#setBaseIfSame(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#setBaseIfSame(document)),
      // VS Code also closes and reopens a document to change its language.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#removeIfClosed(uri)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => {
        for (const { input } of closed) if (input instanceof vscode.TabInputText) this.#removeIfClosed(input.uri);
      }),
      ports.targets.onDidChange(() => store.all.forEach((customer) => this.#refreshName(customer))),
    );
  }

  #removeIfClosed(uri: vscode.Uri): void {
    if (!isEditUri(uri) || openDocument(uri) || hasTab(uri)) return;
    this.#store.remove(uri);
  }

  willSave({ uri }: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): void {
    const customer = this.#store.loadOrCreateLost(uri);
    if (customer) this.#save.begin(customer, reason);
  }

  /** The state of a file. Sends no request, but during a save it waits for the save's read of the record. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    this.#editorReads.didStat(uri);
    const reference = customerOfUri(uri);
    if (!reference) {
      if (uri.path.split('/').length > 2) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const customer = this.#store.load(uri);
    if (customer?.saveError?.isThrown === false && !isServerSide(uri)) {
      customer.saveError.isThrown = true;
      throw customer.saveError.error;
    }
    if (isServerSide(uri))
      return { ...fileStat(1 + (customer?.reads ?? 0)), permissions: vscode.FilePermission.Readonly };
    const attempt = customer?.attempt;
    if (attempt && isPending(attempt))
      return fileStat((await this.#save.findConflict(customer, attempt)) ? customer.version : 1);
    const { tenant, connection } = customer?.reference ?? reference;
    const isReadOnly = this.#ports.targets.connectionOf(tenant, connection)?.readOnly;
    return { ...fileStat(customer?.version ?? 1), ...(isReadOnly && { permissions: vscode.FilePermission.Readonly }) };
  }

  /**
   * The last known record. Sends a request only for an editor: to load an unknown customer, and if VS Code reads an
   * open file again, as Revert File does. Other readers, such as extensions, never cause a request.
   */
  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const reference = customerOfUri(uri);
    if (!reference) throw vscode.FileSystemError.FileNotFound(uri);
    const found = this.#store.load(uri);
    const known = found?.isLoaded ? found : undefined;
    if (known && isServerSide(uri)) return encode(this.textOf(known));
    const customer = known ?? (await this.#loads.load(uri, reference));
    const isReread = known?.lastReadVersion === known?.version && openDocument(uri) !== undefined && hasTab(uri);
    if (known && isReread && (await this.#editorReads.isReadByEditor(uri))) await this.#loads.reload(uri, known);
    const text = this.textOf(customer);
    if (!isServerSide(uri)) customer.dialect = updateFormOf(customer.reference, this.#ports.targets).dialect;
    if (!isServerSide(uri) && customer.recordRead(text, openDocument(uri)?.getText())) this.#store.update(customer);
    return encode(text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const customer = this.#store.load(uri);
    const isEditorSave = customer?.attempt !== undefined;
    if (customer) customer.saveError = undefined;
    try {
      if (!customer || isServerSide(uri)) throw notASave();
      await this.#save.write(customer, content);
      this.refreshServerSide(uri);
    } catch (caught) {
      const error = caught instanceof vscode.CancellationError ? saveCanceled() : caught;
      this.#log.info(`save ${uri.path}: ${error instanceof Error ? oneLine(error.message, 1000) : String(error)}`);
      if (!isEditorSave) throw error;
      // The `stat` with which VS Code ends a save throws this error. VS Code shows the message of such an error alone,
      // but adds "Unable to write file 'kapture:/…'" to an error of `writeFile`.
      customer.saveError = { error: error instanceof Error ? error : new Error(String(error)), isThrown: false };
    }
  }

  /** Updates an editor without unsaved changes to the last known record. */
  refresh(customer: EditedCustomer): void {
    const document = openDocument(customer.uri);
    if (!document || document.isDirty) return;
    if (document.getText() === this.textOf(customer)) {
      customer.setBase();
      this.#store.update(customer);
      return;
    }
    customer.bumpVersion();
    this.#notifyChanged(customer.uri);
  }

  /** Updates the connection name, and the fields of its dialect, in a document without unsaved changes. */
  #refreshName(customer: EditedCustomer): void {
    const { dialect } = updateFormOf(customer.reference, this.#ports.targets);
    const isOtherDialect = dialect !== customer.dialect;
    customer.dialect = dialect;
    const pin = pinnedConnection(openDocument(customer.uri)?.getText() ?? '');
    if (pin && (isOtherDialect || pin.name !== pinName(customer, this.#ports.targets))) this.refresh(customer);
  }

  /** Updates the left side of Show Changes. */
  refreshServerSide(uri: vscode.Uri): void {
    this.#notifyChanged(serverUri(uri));
  }

  /** The document text of the last known record. */
  textOf(customer: EditedCustomer): string {
    const { targets } = this.#ports;
    return documentText(
      customer,
      customer.server,
      pinName(customer, targets),
      updateFormOf(customer.reference, targets),
    );
  }

  #notifyChanged(uri: vscode.Uri): void {
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Ends a save. Before this, VS Code cannot be told that the server stored something else than what VS Code wrote. */
  #didSave(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.load(document.uri) : undefined;
    if (!customer || document.isDirty) return;
    // The error was thrown to another `stat`, so VS Code regards the document as saved.
    if (customer.saveError) void showError(this.#log, customer.saveError.error.message);
    const { json } = readRaw(document.getText());
    const isOutdated =
      json === undefined ||
      [...fieldsOfBody(json)].some(([field, value]) => {
        const stored = readBack(customer.server, field);
        return stored !== undefined && !isSameText(value, stored);
      });
    if (isOutdated) this.refresh(customer);
    else this.#refreshName(customer);
  }

  /** Makes the record the base of a text that equals the server's, because such a text has no changes by the user. */
  #setBaseIfSame(document: vscode.TextDocument): void {
    if (!isEditUri(document.uri)) return;
    const customer = this.#store.load(document.uri);
    const text = document.getText();
    if (!customer) return;
    if (text === this.textOf(customer)) customer.setBase();
    else if (!customer.setBaseFromText(text)) return;
    this.#store.update(customer);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#store.release();
  }
}

function fileStat(version: number): vscode.FileStat {
  // The size is below the sizes that VS Code warns about.
  return { type: vscode.FileType.File, ctime: 0, mtime: version, size: 1 + (version % 2 ** 20) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Loads the customers of documents from the server. Failures are errors of a file system. */
export class CustomerLoads implements vscode.Disposable {
  readonly #store: OpenCustomers;
  readonly #reader: CustomerReader;
  readonly #editorReads: EditorReads;
  /** Pending loads by URI. */
  readonly #loading = new Map<string, Promise<EditedCustomer>>();
  /** Failed loads by URI, while an editor shows the error. Only that editor may load again. */
  readonly #failed = new Map<string, Error>();
  readonly #subscription: vscode.Disposable;

  constructor(store: OpenCustomers, reader: CustomerReader, editorReads: EditorReads) {
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
    // The record is not the base yet, because after a reload, an editor may show a text whose base is lost.
    this.#store.add(customer);
    return customer;
  }

  /** Loads a known customer again. */
  async reload(uri: vscode.Uri, customer: EditedCustomer): Promise<void> {
    const reading = await this.#reader.read(customer.reference);
    if (!reading.fields) throw unavailable(reading.problem);
    customer.setServer(reading.fields);
    // The user has seen this record only if VS Code's Compare editor shows it.
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

/** After VS Code has read a file for an editor, it calls `stat` within this time, in milliseconds. */
const statMs = 500;

/** Distinguishes reads of a file by VS Code's editors from those by extensions. */
export class EditorReads implements vscode.Disposable {
  readonly #stats = new vscode.EventEmitter<vscode.Uri>();

  /** Records that VS Code called `stat` for a file. */
  didStat(uri: vscode.Uri): void {
    this.#stats.fire(uri);
  }

  /** Whether VS Code itself reads the file for an editor. It also calls `stat`, unlike extensions that only read. */
  isReadByEditor(uri: vscode.Uri): Promise<boolean> {
    return new Promise((resolve) => {
      const end = (isForEditor: boolean): void => {
        clearTimeout(limit);
        listening.dispose();
        resolve(isForEditor);
      };
      const limit = setTimeout(() => end(false), statMs);
      const listening = this.#stats.event((other) => {
        if (other.toString() === uri.toString()) end(true);
      });
    });
  }

  dispose(): void {
    this.#stats.dispose();
  }
}

/** The part of editing customers that is loaded on first use. */
export interface LoadedEdits {
  readonly files: EditFiles;
  readonly actions: EditActions;
  readonly lenses: (uri: vscode.Uri) => vscode.CodeLens[];
  /** The hover of the comment below the fields; undefined if the customer is unknown. */
  readonly hover: (uri: vscode.Uri) => vscode.Hover | undefined;
  /** See {@link bodyToSave}. */
  readonly bodyOf: (document: vscode.TextDocument) => Promise<string>;
}

export function loadEdits({ globalStorageUri }: vscode.ExtensionContext, ports: EditPorts, log: Log): LoadedEdits {
  const store = new OpenCustomers(vscode.Uri.joinPath(globalStorageUri, 'edits').fsPath, log);
  const reader = new CustomerReader(ports, log);
  const locks = new SaveLocks(vscode.Uri.joinPath(globalStorageUri, 'saves').fsPath);
  const files = new EditFiles(store, reader, ports, locks, log);
  return {
    files,
    actions: new EditActions(store, reader, files, ports, log),
    lenses: (uri) => editLenses(store, ports.targets, uri),
    hover: (uri) => {
      const customer = store.load(uri);
      const notes = customer && customerNotes(customer.server, updateFormOf(customer.reference, ports.targets));
      return notes && new vscode.Hover(notes.map(markdownText));
    },
    bodyOf: (document) => bodyToSave(document, store, ports),
  };
}
