import * as vscode from 'vscode';
import { readRaw } from '../../kapture/requestBody.ts';
import { decideSave, updateBody, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isSame, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack, type RecordFields } from '../../kapture/update/recordFields.ts';
import { customerOfUri, editUri, isEditUri, isServerSide, openDocument, serverUri } from '../editUri.ts';
import type { Log } from '../log.ts';
import { withoutLinks } from '../messages.ts';
import { oneLine } from '../plainText.ts';
import { confirmBlank } from './confirmBlank.ts';
import { confirmReturn } from './confirmReturn.ts';
import type { CustomerReader } from './customerReader.ts';
import { EditedCustomer, isFresh, type SaveAttempt } from './editedCustomer.ts';
import { fieldsOfText, textOf } from './editedText.ts';
import type { EditPorts } from './editPorts.ts';
import type { EditStore } from './editStore.ts';
import { documentText, listOf } from './editTexts.ts';
import { offerNoAutoSave } from './offerNoAutoSave.ts';
import { originLost, refusal } from './refusal.ts';
import { sendUpdate } from './sendUpdate.ts';
import { tellSaved } from './tellSaved.ts';

/**
 * Customers as files. Saving one gets the record first, while VS Code prepares to write, and answers VS Code's question
 * whether the file has changed by it: so VS Code's own conflict flow runs before anything is written. Then the changed
 * fields are sent, and the record is got again to see what was stored.
 */
export class EditFiles implements vscode.Disposable {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #ports: EditPorts;
  readonly #log: Log;
  /** Records that were read for texts whose start is lost, in case they become the text. */
  readonly #candidates = new Map<string, EditedCustomer>();
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor(store: EditStore, reader: CustomerReader, ports: EditPorts, log: Log) {
    this.#log = log;
    this.#store = store;
    this.#reader = reader;
    this.#ports = ports;
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
    if (!customer) return;
    const isAutomatic = reason !== vscode.TextDocumentSaveReason.Manual;
    const attempt: SaveAttempt = isAutomatic ? { isAutomatic } : { isAutomatic, reading: this.#reader.read(customer.reference, customer.address) };
    const done = (): void => void (attempt.doneAt = performance.now());
    attempt.reading?.then(done, done);
    customer.attempt = attempt;
  }

  /** Asks the server nothing, but waits for what a save asks just now. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    if (!customerOfUri(uri)) {
      if (uri.path.split('/').length > 2) throw vscode.FileSystemError.FileNotFound(uri);
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const customer = this.#store.find(uri);
    if (isServerSide(uri)) return { ...figures(1 + (customer?.reads ?? 0)), permissions: vscode.FilePermission.Readonly };
    const attempt = customer?.attempt;
    if (attempt) return this.#statWhileSaving(uri, customer, attempt);
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
      await this.#write(uri, content);
    } catch (error) {
      this.#log.info(`save ${uri.path}: ${error instanceof Error ? oneLine(error.message, 1000) : String(error)}`);
      throw error;
    }
  }

  async #write(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const customer = this.#store.find(uri);
    if (!customer || isServerSide(uri)) throw originLost();
    const { attempt } = customer;
    customer.attempt = undefined;
    // Nobody may have wanted it: an extension writes, or VS Code did before this one was there to be told.
    if (!attempt) throw refusal(vscode.l10n.t('A customer is sent by saving its editor (not without formatting). If you did, save once more.'));
    const { reference: { connection } } = customer;
    if (attempt.isAutomatic) {
      offerNoAutoSave();
      throw refusal(vscode.l10n.t('Saving sends to {0}, so it waits for you to save by hand.', connection));
    }
    const mine = await fieldsOfText(customer, uri, textOf(content, openDocument(uri)), this.#ports, true);
    const reading = await (isFresh(attempt) ? attempt.reading! : this.#reader.read(customer.reference, customer.address));
    if (!reading.fields) throw refusal(reading.problem);
    let fresh = reading.fields;
    let decision = this.#decide(uri, customer, mine, fresh, attempt);
    for (const [fields, confirm] of [[decision.blanked, confirmBlank], [customer.returnedBy(decision), confirmReturn]] as const) {
      if (!fields.length) continue;
      if (!(await confirm(fields, fresh, connection))) throw refusal();
      ({ fresh, decision } = await this.#decideAgain(uri, customer, mine, decision, attempt));
    }
    // A question before production may stay open for long, too.
    const outcome = await sendUpdate({ customer, decision, fresh, recheck: async () => void await this.#decideAgain(uri, customer, mine, decision, attempt) }, this.#reader, this.#ports);
    customer.overtake(decision.merged);
    customer.settle(new Map([...mine].filter(([field]) => decision.alreadyThere.includes(field) || outcome?.sent.has(field))));
    await this.#keep(customer);
    this.refreshServerSide(uri);
    tellSaved(connection, decision, outcome);
  }

  /** What a save comes to. Throws a refusal if that is not to be sent; then the conflict is announced. */
  #decide(uri: vscode.Uri, customer: EditedCustomer, mine: FieldValues, fresh: RecordFields, attempt: SaveAttempt): SaveDecision {
    const decision = decideSave(customer.base, mine, fresh);
    if (decision.masked.length) throw refusal(vscode.l10n.t('Kapture hides part of these values, and they would take the place of the whole ones: {0}.', listOf(decision.masked)));
    if (decision.conflicts.size && !customer.knows(decision, fresh, attempt)) {
      this.#announce(uri, customer, decision, fresh, attempt);
      throw refusal(vscode.l10n.t('Somebody else has changed {0} at {1} meanwhile. Save again to compare.', listOf(decision.conflicts.keys()), customer.reference.connection));
    }
    return decision;
  }

  /** The same after a question, with the record as it is by then. */
  async #decideAgain(uri: vscode.Uri, customer: EditedCustomer, mine: FieldValues, before: SaveDecision, attempt: SaveAttempt): Promise<{ fresh: RecordFields; decision: SaveDecision }> {
    const { fields, problem } = await this.#reader.read(customer.reference, customer.address);
    if (!fields) throw refusal(problem);
    const decision = this.#decide(uri, customer, mine, fields, attempt);
    if (fieldsOf(decision) !== fieldsOf(before)) throw refusal(vscode.l10n.t('The record has changed while you were asked. Save again to see what would be sent now.'));
    return { fresh: fields, decision };
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
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Has the left side of Show Changes show what the server has. */
  refreshServerSide(uri: vscode.Uri): void {
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri: serverUri(uri) }]);
  }

  /** The moment for VS Code's own conflict flow: it writes only if it does not find the file changed. */
  async #statWhileSaving(uri: vscode.Uri, customer: EditedCustomer, attempt: SaveAttempt): Promise<vscode.FileStat> {
    const unchanged = figures(1);
    const document = openDocument(uri);
    const fresh = (await attempt.reading)?.fields;
    if (!fresh || !document) return unchanged;
    let decision: SaveDecision;
    try {
      decision = decideSave(customer.base, await fieldsOfText(customer, uri, document.getText(), this.#ports, false), fresh);
    } catch {
      // That it cannot be sent is told when VS Code writes.
      return unchanged;
    }
    if (!decision.conflicts.size) return unchanged;
    // Also of one that is known: VS Code writes where the user chose Overwrite, and does not ask then.
    if (!customer.knows(decision, fresh, attempt) && customer.conflict?.attempt !== attempt) this.#announce(uri, customer, decision, fresh, attempt);
    // VS Code writes no more in this save.
    if (customer.attempt === attempt && !customer.knows(decision, fresh, attempt)) customer.attempt = undefined;
    return figures(customer.version);
  }

  #announce(uri: vscode.Uri, customer: EditedCustomer, decision: SaveDecision, fresh: RecordFields, attempt: SaveAttempt): void {
    customer.announce(decision, fresh, attempt);
    void this.#keep(customer);
    // An editor that compares shows the newer state.
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Now VS Code has taken note of what it wrote, and can be told that the server has something else. */
  #didSave(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.find(document.uri) : undefined;
    if (!customer || document.isDirty) return;
    const { json } = readRaw(document.getText());
    const isOutdated = json === undefined || [...fieldsOfBody(json)].some(([field, value]) => {
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
    void (known ? this.#keep(customer) : this.#store.add(customer));
  }

  /** What fails here must not be taken for a failure of what was sent. */
  async #keep(customer: EditedCustomer): Promise<void> {
    try {
      await this.#store.keep(customer);
    } catch (error) {
      this.#log.error(`What the document of ${customer.reference.id} started from could not be kept.`, error);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Whether VS Code's own Compare shows both sides of a conflict. */
function isCompared(uri: vscode.Uri): boolean {
  const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
  return inputs.some((input) => input instanceof vscode.TabInputTextDiff && input.original.scheme === 'conflictResolution' && input.modified.toString() === uri.toString());
}

/** What would be sent, to be compared. */
function fieldsOf({ send, conflicts }: SaveDecision): string {
  return JSON.stringify([...send, ...conflicts]);
}

function figures(version: number): vscode.FileStat {
  return { type: vscode.FileType.File, ctime: 0, mtime: version, size: version };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
