import * as vscode from 'vscode';
import { pinnedConnection } from '../../kapture/connection/pinnedConnection.ts';
import { readRaw } from '../../kapture/exchange/requestBody.ts';
import { isSameText } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack } from '../../kapture/update/editableFields.ts';
import {
  customerOfUri,
  hasTab,
  isEditUri,
  isServerSide,
  openDocument,
  serverUri,
} from '../shared/documents/editUri.ts';
import type { Log } from '../shared/log.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { CustomerReader } from './customerReader.ts';
import { CustomerLoads } from './customerLoads.ts';
import { CustomerSave } from './customerSave.ts';
import { isPending, type EditedCustomer } from './editedCustomer.ts';
import { EditorReads } from './editorReads.ts';
import type { EditPorts } from './editPorts.ts';
import type { EditStore } from './editStore.ts';
import { pinName } from './connectionNames.ts';
import { documentText } from './editTexts.ts';
import { notASave, saveCanceled } from './refusal.ts';
import type { SaveLocks } from './saveLocks.ts';
import { updateFormOf } from './updateForm.ts';

/** The file system of customers: reading returns the last known record, writing is a {@link CustomerSave}. */
export class EditFiles implements vscode.Disposable {
  readonly #store: EditStore;
  readonly #editorReads = new EditorReads();
  readonly #loads: CustomerLoads;
  readonly #ports: EditPorts;
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #save: CustomerSave;
  readonly #subscriptions: vscode.Disposable;

  constructor(store: EditStore, reader: CustomerReader, ports: EditPorts, locks: SaveLocks, log: Log) {
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

  /** Sends no request, but during a save it waits for the save's read of the record. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    this.#editorReads.didStat(uri);
    const reference = customerOfUri(uri);
    if (!reference) {
      if (uri.path.split('/').length > 2) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const customer = this.#store.load(uri);
    if (isServerSide(uri))
      return { ...fileStat(1 + (customer?.reads ?? 0)), permissions: vscode.FilePermission.Readonly };
    const attempt = customer?.attempt;
    if (attempt && isPending(attempt))
      return fileStat((await this.#save.findConflict(uri, customer, attempt)) ? customer.version : 1);
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
    if (!isServerSide(uri) && customer.recordRead(text, openDocument(uri)?.getText())) this.#store.save(customer);
    return encode(text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    try {
      const customer = this.#store.load(uri);
      if (!customer || isServerSide(uri)) throw notASave();
      await this.#save.write(uri, customer, content);
      this.refreshServerSide(uri);
    } catch (caught) {
      const error = caught instanceof vscode.CancellationError ? saveCanceled() : caught;
      this.#log.info(`save ${uri.path}: ${error instanceof Error ? oneLine(error.message, 1000) : String(error)}`);
      throw error;
    }
  }

  /** Updates an editor without unsaved changes to the last known record. */
  refresh(customer: EditedCustomer): void {
    const document = openDocument(customer.uri);
    if (!document || document.isDirty) return;
    if (document.getText() === this.textOf(customer)) {
      customer.setBase();
      this.#store.save(customer);
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

  /** Only after the save can VS Code be told that the server stored something else than it wrote. */
  #didSave(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.load(document.uri) : undefined;
    if (!customer || document.isDirty) return;
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

  /** A text that equals the server's has no changes by the user, so the record becomes its base. */
  #setBaseIfSame(document: vscode.TextDocument): void {
    if (!isEditUri(document.uri)) return;
    const customer = this.#store.load(document.uri);
    const text = document.getText();
    if (!customer) return;
    if (text === this.textOf(customer)) customer.setBase();
    else if (!customer.setBaseFromText(text)) return;
    this.#store.save(customer);
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#store.release();
  }
}

function fileStat(version: number): vscode.FileStat {
  // Below the sizes that VS Code warns of.
  return { type: vscode.FileType.File, ctime: 0, mtime: version, size: 1 + (version % 2 ** 20) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
