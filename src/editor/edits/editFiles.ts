import * as vscode from 'vscode';
import { readRaw } from '../../kapture/requestBody.ts';
import { decideSave, updateBody } from '../../kapture/update/decideSave.ts';
import { isSame } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack } from '../../kapture/update/recordFields.ts';
import { customerOfUri, editUri, isEditUri, isServerSide, openDocument, serverUri } from '../editUri.ts';
import type { Log } from '../log.ts';
import { withoutLinks } from '../messages.ts';
import { oneLine } from '../plainText.ts';
import type { CustomerReader } from './customerReader.ts';
import { CustomerSave } from './customerSave.ts';
import { EditedCustomer } from './editedCustomer.ts';
import { fieldsOfText } from './editedText.ts';
import type { EditPorts } from './editPorts.ts';
import type { EditStore } from './editStore.ts';
import { documentText } from './editTexts.ts';
import { originLost } from './refusal.ts';

/** Customers as files: what VS Code reads of them is what the server had last, what it writes is a {@link CustomerSave}. */
export class EditFiles implements vscode.Disposable {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #ports: EditPorts;
  readonly #log: Log;
  /** Records that were read for texts whose start is lost, in case they become the text. */
  readonly #candidates = new Map<string, EditedCustomer>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #save: CustomerSave;
  readonly #subscriptions: vscode.Disposable;

  constructor(store: EditStore, reader: CustomerReader, ports: EditPorts, log: Log) {
    this.#log = log;
    this.#store = store;
    this.#reader = reader;
    this.#ports = ports;
    this.#save = new CustomerSave(store, reader, ports, log, (uri) => this.#tell(uri));
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidSaveTextDocument((document) => this.#didSave(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#adoptIfSame(document)),
      // VS Code closes and opens a document to change its language, too: then it is still there.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (!isEditUri(uri) || openDocument(uri)) return;
        this.#candidates.delete(uri.toString());
        void store.forget(uri);
      }),
    );
  }

  /** VS Code is about to save, because somebody wants it or by itself. */
  willSave({ uri }: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): void {
    const customer = this.#store.find(uri);
    if (customer) this.#save.begin(customer, reason);
  }

  /** Asks the server nothing, but waits for what a save asks just now. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (!customerOfUri(uri)) {
      if (uri.path.split('/').length > 2) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const customer = this.#store.find(uri);
    if (isServerSide(uri))
      return { ...figures(1 + (customer?.reads ?? 0)), permissions: vscode.FilePermission.Readonly };
    const attempt = customer?.attempt;
    if (attempt) return figures((await this.#save.findConflict(uri, customer, attempt)) ? customer.version : 1);
    const isReadOnly = this.#ports.targets.all.find(({ name }) => name === customerOfUri(uri)?.connection)?.readOnly;
    return { ...figures(customer?.version ?? 1), ...(isReadOnly && { permissions: vscode.FilePermission.Readonly }) };
  }

  /** What VS Code reads is what the server had last; afresh where VS Code has read that already, as Revert File does. */
  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const reference = customerOfUri(uri);
    if (!reference) throw vscode.FileSystemError.FileNotFound(uri);
    const document = openDocument(uri);
    let customer = this.#store.find(uri);
    if (customer && isServerSide(uri)) return encode(documentText(customer, customer.server));
    if (!customer || (document && customer.handedOut === customer.version)) {
      const reading = await this.#reader.read(reference, customer?.address);
      if (!reading.fields) throw vscode.FileSystemError.Unavailable(withoutLinks(oneLine(reading.problem, 1000)));
      if (customer) {
        customer.learn(reading.fields);
        // Whoever compares sees it, and knows of it; anybody else may read a file without the user's notice.
        if (customer.conflict && isCompared(uri)) customer.conflict = { ...customer.conflict, fields: reading.fields };
      } else {
        customer = new EditedCustomer(reference, reading.address, reading.fields);
        // A text that was there before is made from something else, which is lost: its lines are not all the user's.
        if (document?.isDirty) this.#candidates.set(uri.toString(), customer);
        else await this.#store.add(customer);
      }
    }
    customer.handedOut = customer.version;
    return encode(documentText(customer, customer.server));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    try {
      const customer = this.#store.find(uri);
      if (!customer || isServerSide(uri)) throw originLost();
      await this.#save.write(uri, customer, content);
      this.refreshServerSide(uri);
    } catch (error) {
      this.#log.info(`save ${uri.path}: ${error instanceof Error ? oneLine(error.message, 1000) : String(error)}`);
      throw error;
    }
  }

  /** The body that saving would send if nobody changes anything meanwhile. Throws a refusal if it could not be sent. */
  async bodyOf(document: vscode.TextDocument): Promise<string> {
    const customer = this.#store.find(document.uri);
    if (!customer) throw originLost();
    const mine = await fieldsOfText(customer, document.uri, document.getText(), this.#ports, true);
    return updateBody(customer.reference.id, decideSave(customer.base, mine, customer.base).send);
  }

  /** Has an editor without changes show what the server has. */
  refresh(customer: EditedCustomer): void {
    const uri = editUri(customer.reference);
    const document = openDocument(uri);
    if (!document || document.isDirty || document.getText() === documentText(customer, customer.server)) return;
    customer.version++;
    this.#tell(uri);
  }

  /** Has the left side of Show Changes show what the server has. */
  refreshServerSide(uri: vscode.Uri): void {
    this.#tell(serverUri(uri));
  }

  #tell(uri: vscode.Uri): void {
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Now VS Code has taken note of what it wrote, and can be told that the server has something else. */
  #didSave(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.find(document.uri) : undefined;
    if (!customer || document.isDirty) return;
    const { json } = readRaw(document.getText());
    const isOutdated =
      json === undefined ||
      [...fieldsOfBody(json)].some(([field, value]) => {
        const stored = readBack(customer.server, field);
        return stored !== undefined && !isSame(value, stored);
      });
    if (isOutdated) this.refresh(customer);
  }

  /** Nothing in the text is the user's where it is the server's, letter by letter. */
  #adoptIfSame(document: vscode.TextDocument): void {
    if (!isEditUri(document.uri)) return;
    const key = document.uri.toString();
    const known = this.#store.find(document.uri);
    const customer = known ?? this.#candidates.get(key);
    if (!customer || document.getText() !== documentText(customer, customer.server)) return;
    this.#candidates.delete(key);
    customer.adopt();
    void (known ? this.#store.keepIfPossible(customer, this.#log) : this.#store.add(customer));
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Whether VS Code's own Compare shows both sides of a conflict. */
function isCompared(uri: vscode.Uri): boolean {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some(
    (input) =>
      input instanceof vscode.TabInputTextDiff &&
      input.original.scheme === 'conflictResolution' &&
      input.modified.toString() === uri.toString(),
  );
}

function figures(version: number): vscode.FileStat {
  return { type: vscode.FileType.File, ctime: 0, mtime: version, size: version };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
