import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import { decideSave, type SaveDecision } from '../../kapture/update/decideSave.ts';
import type { FieldValues } from '../../kapture/update/fieldValue.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import { openDocument } from '../shared/documents/editUri.ts';
import { confirmBlank } from './confirmBlank.ts';
import { confirmReturn } from './confirmReturn.ts';
import type { CustomerReader } from './customerReader.ts';
import { isFresh, type EditedCustomer, type SaveAttempt } from './editedCustomer.ts';
import { fieldsOfText, textOf } from './editedText.ts';
import type { EditPorts } from './editPorts.ts';
import { nameOf } from './nameOf.ts';
import { nameOfCustomer, type EditStore } from './editStore.ts';
import { listOf } from './editTexts.ts';
import { offerNoAutoSave } from './offerNoAutoSave.ts';
import { beingSaved, notSaved, refusal } from './refusal.ts';
import type { SaveTurn, SaveTurns } from './saveTurns.ts';
import { sendUpdate } from './sendUpdate.ts';
import { tellSaved } from './tellSaved.ts';

/** A save of a text that VS Code writes. */
interface WantedSave {
  readonly mine: FieldValues;
  readonly attempt: SaveAttempt;
  /** The connection that the questions name, and what they call it. */
  readonly named: Connection | undefined;
  readonly connection: string;
  readonly turn: SaveTurn;
}

/**
 * The safe save of a customer. It gets the record first, while VS Code prepares to write, and answers VS Code's question
 * whether the file has changed by it: so VS Code's own conflict flow runs before anything is written. Then the changed
 * fields are sent, and the record is got again to see what was stored.
 */
export class CustomerSave {
  readonly #store: EditStore;
  readonly #reader: CustomerReader;
  readonly #ports: EditPorts;
  readonly #turns: SaveTurns;
  readonly #tellChanged: (uri: vscode.Uri) => void;

  /** `tellChanged` has VS Code read a document's file again. */
  constructor(
    store: EditStore,
    reader: CustomerReader,
    ports: EditPorts,
    turns: SaveTurns,
    tellChanged: (uri: vscode.Uri) => void,
  ) {
    this.#store = store;
    this.#reader = reader;
    this.#ports = ports;
    this.#turns = turns;
    this.#tellChanged = tellChanged;
  }

  /** VS Code is about to save, because somebody wants it or by itself: has the record read meanwhile. */
  begin(customer: EditedCustomer, reason: vscode.TextDocumentSaveReason): void {
    const isAutomatic = reason !== vscode.TextDocumentSaveReason.Manual;
    const attempt: SaveAttempt = isAutomatic
      ? { isAutomatic, begunAt: Date.now() }
      : { isAutomatic, begunAt: Date.now(), reading: this.#reader.read(customer.reference) };
    const done = (): void => void (attempt.doneAt = performance.now());
    attempt.reading?.then(done, done);
    customer.attempt = attempt;
  }

  /** Whether VS Code is to find the file changed, which is the moment for its own conflict flow: it writes only if it does not. */
  async findConflict(uri: vscode.Uri, customer: EditedCustomer, attempt: SaveAttempt): Promise<boolean> {
    const document = openDocument(uri);
    const fresh = (await attempt.reading)?.fields;
    if (!fresh || !document) return false;
    let decision: SaveDecision;
    try {
      decision = decideSave(
        customer.base,
        await fieldsOfText(customer, uri, document.getText(), this.#ports, false),
        fresh,
      );
    } catch {
      // That it cannot be sent is told when VS Code writes.
      return false;
    }
    if (!decision.conflicts.size) return false;
    // Also of one that is known: VS Code writes where the user chose Overwrite, and does not ask then.
    if (!customer.knows(decision, fresh, attempt) && customer.conflict?.attempt !== attempt)
      this.#announce(uri, customer, decision, fresh, attempt);
    // VS Code writes no more in this save.
    if (customer.attempt === attempt && !customer.knows(decision, fresh, attempt)) customer.attempt = undefined;
    return true;
  }

  /** VS Code writes a text: sends what of it is changed. Throws a refusal where it is not to be sent, or could not be. */
  async write(uri: vscode.Uri, customer: EditedCustomer, content: Uint8Array): Promise<void> {
    const { attempt } = customer;
    customer.attempt = undefined;
    // Nobody may have wanted it: an extension writes, or VS Code did before this one was there to be told.
    if (!attempt) throw notSaved();
    // Named in each question, and nothing is sent through another one.
    const { reference } = customer;
    const named = this.#ports.targets.connectionOf(reference.tenant, reference.connection);
    const connection = nameOf(customer, this.#ports.targets);
    if (attempt.isAutomatic) {
      offerNoAutoSave();
      throw refusal(
        vscode.l10n.t(
          'Saving sends the changes to {0}, so this customer is not saved automatically. Save it manually.',
          connection,
        ),
      );
    }
    const mine = await fieldsOfText(customer, uri, textOf(content, openDocument(uri)), this.#ports, true);
    await this.#turns.alone(nameOfCustomer(reference), beingSaved, (turn) =>
      this.#writeAlone(uri, customer, { mine, attempt, named, connection, turn }),
    );
  }

  /** The same while no other save of the customer is under way. */
  async #writeAlone(
    uri: vscode.Uri,
    customer: EditedCustomer,
    { mine, attempt, named, connection, turn }: WantedSave,
  ): Promise<void> {
    const { reference } = customer;
    const canUse = isFresh(attempt) && !turn.hasSavedSince(attempt.begunAt);
    const reading = await (canUse ? attempt.reading! : this.#reader.read(reference));
    if (!reading.fields) throw refusal(reading.problem);
    let fresh = reading.fields;
    let decision = this.#decide(uri, customer, mine, fresh, attempt);
    for (const [fields, confirm] of [
      [decision.blanked, confirmBlank],
      [customer.returnedBy(decision), confirmReturn],
    ] as const) {
      if (!fields.length) continue;
      if (!(await confirm(fields, fresh, connection, mine))) throw new vscode.CancellationError();
      ({ fresh, decision } = await this.#decideAgain(uri, customer, mine, decision, attempt));
    }
    // A question before production may stay open for long, too.
    const outcome = await sendUpdate(
      {
        customer,
        decision,
        fresh,
        named,
        recheck: async () => void (await this.#decideAgain(uri, customer, mine, decision, attempt)),
      },
      this.#reader,
      this.#ports,
    );
    customer.overtake(decision.merged);
    customer.settle(
      new Map([...mine].filter(([field]) => decision.alreadyThere.includes(field) || outcome?.sent.has(field))),
    );
    this.#store.keep(customer);
    tellSaved(connection, decision, outcome);
  }

  /** What a save comes to. Throws a refusal if that is not to be sent; then the conflict is announced. */
  #decide(
    uri: vscode.Uri,
    customer: EditedCustomer,
    mine: FieldValues,
    fresh: RecordFields,
    attempt: SaveAttempt,
  ): SaveDecision {
    const decision = decideSave(customer.base, mine, fresh);
    if (decision.masked.length)
      throw refusal(
        vscode.l10n.t(
          'Kapture masks part of these values, and sending them would overwrite the full values: {0}.',
          listOf(decision.masked),
        ),
      );
    if (decision.conflicts.size && !customer.knows(decision, fresh, attempt)) {
      this.#announce(uri, customer, decision, fresh, attempt);
      throw refusal(
        vscode.l10n.t(
          'Another user changed {0} on {1} in the meantime. Save again to compare.',
          listOf(decision.conflicts.keys()),
          nameOf(customer, this.#ports.targets),
        ),
      );
    }
    return decision;
  }

  /** The same after a question, with the record as it is by then. */
  async #decideAgain(
    uri: vscode.Uri,
    customer: EditedCustomer,
    mine: FieldValues,
    before: SaveDecision,
    attempt: SaveAttempt,
  ): Promise<{ fresh: RecordFields; decision: SaveDecision }> {
    const { fields, problem } = await this.#reader.read(customer.reference);
    if (!fields) throw refusal(problem);
    const decision = this.#decide(uri, customer, mine, fields, attempt);
    if (fieldsOf(decision) !== fieldsOf(before))
      throw refusal(
        vscode.l10n.t('The record changed while the confirmation was open. Save again to see what would be sent now.'),
      );
    return { fresh: fields, decision };
  }

  #announce(
    uri: vscode.Uri,
    customer: EditedCustomer,
    decision: SaveDecision,
    fresh: RecordFields,
    attempt: SaveAttempt,
  ): void {
    customer.announce(decision, fresh, attempt);
    this.#store.keep(customer);
    // An editor that compares shows the newer state.
    this.#tellChanged(uri);
  }
}

/** What would be sent, to be compared. */
function fieldsOf({ send, conflicts }: SaveDecision): string {
  return JSON.stringify([...send, ...conflicts]);
}
