import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/client.ts';
import { readRequest } from '../../kapture/requestBody.ts';
import { decideSave, updateBody, type SaveDecision } from '../../kapture/update/decideSave.ts';
import { isSame, plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { fieldsOfBody, readBack, type RecordFields } from '../../kapture/update/recordFields.ts';
import { saveUpdate, type SaveOutcome } from '../../kapture/update/saveUpdate.ts';
import { variablesIn, type VariableLookup } from '../../kapture/variables.ts';
import { explainProblem } from '../explainProblem.ts';
import { wordsOf } from '../exchangeTexts.ts';
import { showInformation, showWarning } from '../messages.ts';
import { oneLabel } from '../plainText.ts';
import type { RequestVariables, Targets } from '../ports.ts';
import type { Sender } from '../sender.ts';
import type { CustomerReader } from './customerReader.ts';
import { EditedCustomer, isFresh, type SaveAttempt } from './editedCustomer.ts';
import type { EditStore } from './editStore.ts';
import { afterSave, documentText, listOf, valueText } from './editTexts.ts';
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
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;

  constructor(store: EditStore, reader: CustomerReader, ports: EditPorts) {
    this.#store = store;
    this.#reader = reader;
    this.#ports = ports;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onWillSaveTextDocument(({ document, reason }) => this.#willSave(document, reason)),
      vscode.workspace.onDidSaveTextDocument((document) => this.#didSave(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#adoptIfSame(document)),
      // VS Code closes and opens a document to change its language, too: then it is still there.
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        if (isEditUri(uri) && !openDocument(uri)) void store.forget(uri);
      }),
    );
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
    let customer = this.#store.find(uri);
    if (customer && isServerSide(uri)) return encode(documentText(customer, customer.server));
    if (!customer || (openDocument(uri) && customer.handedOut === customer.version)) {
      const reference = customerOfUri(uri);
      if (!reference) throw vscode.FileSystemError.FileNotFound(uri);
      const { fields, problem } = await this.#reader.read(reference);
      if (!fields) throw vscode.FileSystemError.Unavailable(problem);
      if (customer) {
        customer.learn(fields);
        if (customer.conflict) customer.conflict = { ...customer.conflict, fields };
      } else {
        customer = new EditedCustomer(reference, fields);
        await this.#store.add(customer);
      }
    }
    customer.handedOut = customer.version;
    return encode(documentText(customer, customer.server));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const customer = this.#store.find(uri);
    if (!customer || isServerSide(uri)) throw refusal(vscode.l10n.t('What this document started from is not known any more. Copy what you need of it, and open the customer again.'));
    const attempt: SaveAttempt = customer.attempt ?? { isAutomatic: false };
    customer.attempt = undefined;
    if (attempt.isAutomatic) throw refusal(vscode.l10n.t('Saving sends to {0}, so it waits for you to save by hand.', customer.reference.connection));
    const mine = await this.#mine(customer, uri, new TextDecoder().decode(content), true);
    const { fields: fresh, problem } = await (isFresh(attempt) ? attempt.reading! : this.#reader.read(customer.reference));
    if (!fresh) throw refusal(problem);
    const decision = decideSave(customer.base, mine, fresh);
    if (decision.masked.length) throw refusal(vscode.l10n.t('Kapture hides part of these values, and they would take the place of the whole ones: {0}.', listOf(decision.masked)));
    if (decision.conflicts.size && !customer.knows(decision, fresh, attempt)) {
      this.#announce(uri, customer, fresh, attempt);
      throw refusal(vscode.l10n.t('Somebody else has changed {0} at {1} meanwhile. Save again to compare.', listOf(decision.conflicts.keys()), customer.reference.connection));
    }
    if (decision.blanked.length && !(await confirmBlank(decision.blanked, fresh, customer.reference.connection))) throw refusal();
    const outcome = await this.send(customer, decision, fresh);
    customer.settle(new Map([...mine].filter(([field]) => decision.alreadyThere.includes(field) || outcome?.sent.has(field))));
    await this.#store.keep(customer);
    this.#tell(customer, decision, outcome);
  }

  /** Sends an Update and learns what was stored. Throws what VS Code shows of a save that failed. */
  async send(customer: EditedCustomer, decision: SaveDecision, fresh: RecordFields): Promise<SaveOutcome | undefined> {
    const { reference } = customer;
    customer.learn(fresh);
    const outcome = await saveUpdate(reference.id, decision, fresh, {
      write: (body) => this.#write(customer, body, fresh),
      read: async () => (await this.#reader.read(reference)).fields,
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
    if (!customer) throw refusal(vscode.l10n.t('What this document started from is not known any more. Copy what you need of it, and open the customer again.'));
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

  #willSave({ uri }: vscode.TextDocument, reason: vscode.TextDocumentSaveReason): void {
    const customer = isEditUri(uri) ? this.#store.find(uri) : undefined;
    if (!customer) return;
    const isAutomatic = reason !== vscode.TextDocumentSaveReason.Manual;
    const attempt: SaveAttempt = isAutomatic ? { isAutomatic } : { isAutomatic, reading: this.#reader.read(customer.reference) };
    const done = (): void => void (attempt.doneAt = performance.now());
    attempt.reading?.then(done, done);
    customer.attempt = attempt;
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
    if (!customer.knows(decision, fresh, attempt) && customer.conflict?.attempt !== attempt) this.#announce(uri, customer, fresh, attempt);
    return figures(customer.version);
  }

  #announce(uri: vscode.Uri, customer: EditedCustomer, fresh: RecordFields, attempt: SaveAttempt): void {
    customer.announce(fresh, attempt);
    void this.#store.keep(customer);
    // An editor that compares shows the newer state.
    this.#changed.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** Now VS Code has taken note of what it wrote, and can be told that the server has something else. */
  #didSave(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.find(document.uri) : undefined;
    if (!customer || document.isDirty) return;
    const { body } = readRequest('update', document.getText(), (name) => `{{${name}}}`);
    const isOutdated = body === undefined || [...fieldsOfBody(body)].some(([field, value]) => {
      const stored = readBack(customer.server, field);
      return stored !== undefined && !isSame(value, stored);
    });
    if (isOutdated) this.refresh(customer);
  }

  #adoptIfSame(document: vscode.TextDocument): void {
    const customer = isEditUri(document.uri) ? this.#store.find(document.uri) : undefined;
    if (!customer || document.getText() !== documentText(customer, customer.server)) return;
    customer.adopt();
    void this.#store.keep(customer);
  }

  /** The fields of a text with its variables put in. Throws a refusal if it cannot be sent. */
  async #mine({ reference }: EditedCustomer, uri: vscode.Uri, text: string, ask: boolean): Promise<FieldValues> {
    const { body, problem } = readRequest('update', text, await this.#lookup(reference.connection, uri, text, ask));
    if (problem) throw refusal(explainProblem(problem, text.slice(0, problem.offset).split('\n').length), true);
    const mine = fieldsOfBody(body);
    const id = plainValue(mine.get('kapture_customer_id') ?? JSON.stringify(reference.id));
    if (id !== reference.id) throw refusal(vscode.l10n.t('This document is of the customer {0}, and its kapture_customer_id says another one.', reference.id));
    return mine;
  }

  async #lookup(connection: string, uri: vscode.Uri, text: string, ask: boolean): Promise<VariableLookup> {
    const target = variablesIn(text).length ? await this.#ports.targets.resolveNamed(connection, 'update', { ask }) : undefined;
    return target ? this.#ports.variables.lookupFor(uri, target.connection) : () => undefined;
  }

  async #write({ reference }: EditedCustomer, body: string, fresh: RecordFields): Promise<void> {
    let said: string | undefined;
    const before = Object.fromEntries([...fieldsOfBody(body).keys()].flatMap((field) => {
      const value = readBack(fresh, field);
      return value === undefined ? [] : [[field, plainValue(value)]];
    }));
    const exchange = await this.#ports.sender.send('update', body, { connection: reference.connection, before, tell: (sentence) => (said = sentence) });
    if (!exchange) throw said === undefined ? refusal() : vscode.FileSystemError.NoPermissions(said);
    this.#ports.variables.remember(exchange);
    const document = openDocument(editUri(reference));
    if (document) this.#ports.mark(document, exchange);
    if (exchange.reply.reading.outcome === 'success') return;
    throw vscode.FileSystemError.NoPermissions(said ?? vscode.l10n.t('Kapture refused the update: {0}', wordsOf(exchange) ?? vscode.l10n.t('it says nothing more.')));
  }

  #tell({ reference: { connection } }: EditedCustomer, { merged }: SaveDecision, outcome: SaveOutcome | undefined): void {
    const { differences, others } = afterSave(outcome?.verification ?? { differences: [], unreadable: [] }, merged.keys());
    const unread = outcome && !outcome.stored ? [vscode.l10n.t('Saved, but the record could not be got again to see what was stored.')] : [];
    const sentence = [...differences, ...unread, ...(unread.length ? [] : others)].join(' ');
    if (differences.length || unread.length) void showWarning(sentence);
    else if (sentence) void showInformation(sentence);
    const quiet = outcome ? vscode.l10n.t('Sent to {0}: {1}', connection, listOf(outcome.sent.keys())) : vscode.l10n.t('Nothing was changed, so nothing was sent.');
    vscode.window.setStatusBarMessage(oneLabel(quiet), 5000);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** An error that VS Code shows as it is; the document stays as the user left it. */
function refusal(sentence = '', saysSo = false): vscode.FileSystemError {
  return vscode.FileSystemError.NoPermissions(saysSo ? sentence : [vscode.l10n.t('Nothing was sent.'), sentence].filter(Boolean).join(' '));
}

/** Whether the server clears a field or ignores a blank is not documented, so whoever sends one should mean it. */
async function confirmBlank(fields: readonly string[], fresh: RecordFields, connection: string): Promise<boolean> {
  const send = vscode.l10n.t('Send Blank');
  const question = vscode.l10n.t('Send a blank {0} to {1}?', listOf(fields), connection);
  const present = fields.map((field) => vscode.l10n.t('{0} is {1} now.', field, valueText(readBack(fresh, field)))).join(' ');
  const detail = `${present} ${vscode.l10n.t('Whether Kapture clears a field or ignores a blank is not documented. What it did is looked at afterwards.')}`;
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, send)) === send;
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
