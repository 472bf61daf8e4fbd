import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { fieldSpan, readRaw } from '../../kapture/requestBody.ts';
import { decideSave, updateBody, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isSame, plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack, type RecordFields } from '../../kapture/update/recordFields.ts';
import { saveUpdate, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { typedFields } from '../../kapture/update/typedFields.ts';
import { variablesIn, type VariableLookup } from '../../kapture/variables.ts';
import { explainProblem } from '../explainProblem.ts';
import { wordsOf } from '../exchangeTexts.ts';
import type { Log } from '../log.ts';
import { showInformation, showWarning, withoutLinks } from '../messages.ts';
import { oneLabel, oneLine } from '../plainText.ts';
import type { RequestVariables, Targets } from '../ports.ts';
import type { Sender } from '../sender.ts';
import { confirmBlank } from './confirmBlank.ts';
import { offerNoAutoSave } from './offerNoAutoSave.ts';
import type { CustomerReader } from './customerReader.ts';
import { EditedCustomer, isFresh, type SaveAttempt } from './editedCustomer.ts';
import type { EditStore } from './editStore.ts';
import { afterSave, documentText, listOf } from './editTexts.ts';
import { refusal, saveError } from './refusal.ts';
import { customerOfUri, editUri, isEditUri, isServerSide, openDocument, serverUri } from '../editUri.ts';

/** What the documents of customers ask of other features. */
export interface EditPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables & { remember(exchange: Exchange): void };
  /** Marks in a document what Kapture refused of it. */
  readonly mark: (document: vscode.TextDocument, exchange: Exchange) => void;
}

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
    const mine = await this.#mine(customer, uri, textOf(content, openDocument(uri)), true);
    const reading = await (isFresh(attempt) ? attempt.reading! : this.#reader.read(customer.reference, customer.address));
    if (!reading.fields) throw refusal(reading.problem);
    let fresh = reading.fields;
    let decision = this.#decide(uri, customer, mine, fresh, attempt);
    if (decision.blanked.length) {
      if (!(await confirmBlank(decision.blanked, fresh, connection))) throw refusal();
      ({ fresh, decision } = await this.#decideAgain(uri, customer, mine, decision, attempt));
    }
    // A question before production may stay open for long, too.
    const outcome = await this.send(customer, decision, fresh, async () => void await this.#decideAgain(uri, customer, mine, decision, attempt));
    customer.settle(new Map([...mine].filter(([field]) => decision.alreadyThere.includes(field) || outcome?.sent.has(field))));
    await this.#keep(customer);
    this.refreshServerSide(uri);
    this.#tell(customer, decision, outcome);
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

  /**
   * Sends an Update and learns what was stored. `recheck` runs after the user was asked about it. Throws what VS Code shows
   * of a save that failed, and what `recheck` throws.
   */
  async send(customer: EditedCustomer, decision: SaveDecision, fresh: RecordFields, recheck?: () => Promise<void>): Promise<SaveOutcome | undefined> {
    const { reference } = customer;
    customer.learn(fresh);
    const outcome = await saveUpdate(reference.id, decision, fresh, {
      write: (body) => this.#sendBody(customer, body, fresh, recheck),
      read: async () => (await this.#reader.read(reference, customer.address)).fields,
    });
    if (!outcome) return undefined;
    const { sent, before, stored } = outcome;
    customer.learn(stored ?? withValues(fresh, sent));
    customer.lastUpdate = before.size ? { asked: sent, before } : undefined;
    return outcome;
  }

  /** The body that saving would send if nobody changes anything meanwhile. Throws a refusal if it could not be sent. */
  async bodyOf(document: vscode.TextDocument): Promise<string> {
    const customer = this.#store.find(document.uri);
    if (!customer) throw originLost();
    const mine = await this.#mine(customer, document.uri, document.getText(), true);
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
      decision = decideSave(customer.base, await this.#mine(customer, uri, document.getText(), false), fresh);
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

  /** The fields of a text with the variables put in that the user typed. Throws a refusal if it cannot be sent. */
  async #mine(customer: EditedCustomer, uri: vscode.Uri, text: string, ask: boolean): Promise<FieldValues> {
    const { reference } = customer;
    const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
    const { json, problem } = readRaw(text);
    if (problem) throw saveError(explainProblem(problem, lineAt(problem.offset)));
    const typed = typedFields(fieldsOfBody(json), [customer.base, customer.server], await this.#lookup(reference.connection, uri, text, ask));
    if (typed.unknown) {
      const { field, name } = typed.unknown;
      throw saveError(explainProblem({ reason: 'unknown-variable', detail: name, offset: 0, length: 0 }, lineAt(fieldSpan(text, field)?.offset ?? 0)));
    }
    const id = plainValue(typed.fields.get('kapture_customer_id') ?? JSON.stringify(reference.id));
    if (id !== reference.id) throw refusal(vscode.l10n.t('This document is of the customer {0}, and its kapture_customer_id says another one.', reference.id));
    return typed.fields;
  }

  async #lookup(connection: string, uri: vscode.Uri, text: string, ask: boolean): Promise<VariableLookup> {
    const target = variablesIn(text).length ? await this.#ports.targets.resolveNamed(connection, 'update', { ask }) : undefined;
    return target ? this.#ports.variables.lookupFor(uri, target.connection) : () => undefined;
  }

  async #sendBody({ reference }: EditedCustomer, body: string, fresh: RecordFields, recheck: (() => Promise<void>) | undefined): Promise<void> {
    let said: string | undefined;
    const stillRight = async (): Promise<boolean> => {
      await recheck?.();
      return true;
    };
    const before = Object.fromEntries([...fieldsOfBody(body).keys()].flatMap((field) => {
      const value = readBack(fresh, field);
      return value === undefined ? [] : [[field, plainValue(value)]];
    }));
    const exchange = await this.#ports.sender.send('update', body, { connection: reference.connection, before, stillRight, tell: (sentence) => (said = sentence) });
    if (!exchange) throw said === undefined ? refusal() : saveError(said);
    this.#ports.variables.remember(exchange);
    const document = openDocument(editUri(reference));
    if (document) this.#ports.mark(document, exchange);
    if (exchange.reply.reading.outcome === 'success') return;
    throw saveError(said ?? vscode.l10n.t('Kapture refused the update: {0}', wordsOf(exchange) ?? vscode.l10n.t('it says nothing more.')));
  }

  #tell({ reference: { connection } }: EditedCustomer, { merged }: SaveDecision, outcome: SaveOutcome | undefined): void {
    const { differences, others } = afterSave(outcome?.verification ?? { differences: [], unreadable: [] }, merged.keys());
    const unread = outcome && !outcome.stored ? [vscode.l10n.t('Saved, but the record could not be got again to see what was stored.')] : [];
    const sentence = [...differences, ...unread, ...(unread.length ? [] : others)].join(' ');
    if (differences.length || unread.length) void showWarning(sentence);
    else if (sentence) void showInformation(sentence);
    const quiet = outcome ? vscode.l10n.t('Saved at {0}: {1}', connection, listOf(outcome.sent.keys())) : vscode.l10n.t('Nothing was changed, so nothing was sent.');
    vscode.window.setStatusBarMessage(oneLabel(quiet), 5000);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function originLost(): vscode.FileSystemError {
  return refusal(vscode.l10n.t('What this document started from is not known any more. Copy what you need of it, and open the customer again.'));
}

/**
 * The text that VS Code hands over, of an editor if one is saved. With an encoding other than UTF-8, which a folder's
 * settings can ask for, it is not what the editor shows, and would be stored like that.
 */
function textOf(content: Uint8Array, document: vscode.TextDocument | undefined): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (!document || text === document.getText()) return text;
  } catch {
    // No UTF-8.
  }
  throw refusal(vscode.l10n.t('VS Code hands over another text than the editor shows. Customers are written in UTF-8: see the setting files.encoding.'));
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

function withValues(record: RecordFields, values: FieldValues): RecordFields {
  const shown = new Map([...record.shown].map(([field, value]) => [field, values.get(field) ?? value]));
  return { ...record, shown };
}

function figures(version: number): vscode.FileStat {
  return { type: vscode.FileType.File, ctime: 0, mtime: version, size: version };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
