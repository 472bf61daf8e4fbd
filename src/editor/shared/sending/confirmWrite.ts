import { l10n } from 'vscode';
import { customerFields } from '../../../kapture/catalogue/customer/customerFields.ts';
import { problemOfUnfilled, unfilledFields } from '../../../kapture/catalogue/failures.ts';
import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import type { OperationForm } from '../../../kapture/catalogue/form.ts';
import { sharedFields } from '../../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import {
  actOfRequest,
  fieldsOfWrite,
  formOfWrite,
  problemOfAct,
  problemOfId,
  recordIdOf,
  type WriteAct,
} from '../../../kapture/catalogue/writeAct.ts';
import { formFor, urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import { needsConfirmation, WriteConfirmation, type Write } from '../../../kapture/exchange/writeGuard.ts';
import { KaptureError } from '../../../kapture/http/kaptureError.ts';
import { readLoose } from '../../../kapture/json/looseJson.ts';
import { readCustomer } from '../../../kapture/records/customer.ts';
import { isNothingFound } from '../../../kapture/responses/readResponse.ts';
import { fieldsOfRecord, readBack } from '../../../kapture/update/editableFields.ts';
import { plainValue } from '../../../kapture/update/fieldValue.ts';
import { fieldsOfWrittenBody } from '../../../kapture/update/fieldsOfWrittenBody.ts';
import type { Log } from '../log.ts';
import { confirmAction } from '../dialogs/confirmAction.ts';
import type { Targets } from '../targets.ts';
import { operationTitle, problemText } from '../texts/catalogueTexts.ts';
import { quotedName } from '../texts/localTexts.ts';
import { oneLine } from '../texts/plainText.ts';
import { type ClientLoader, type RequestToSend, sendWithProgress } from './clientLoader.ts';
import { NotSent } from './sendTarget.ts';
import type { Purpose, RepeatedRequest, WrittenCustomer } from './sender.ts';

/** What a confirmation uses to load the customer that it names. */
export interface ConfirmationPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
}

/**
 * Asks before a write to production, a write that does not do what its file name says, a write whose customer is
 * unknown, a write that is sent again to a different destination, and a write that the caller wants confirmed.
 * `operation` is the one in the file name. Undefined if no confirmation is needed. Throws `NotSent` if the user
 * declines.
 */
export async function confirmIfNeeded(
  operation: OperationId,
  { operation: actual, body, target: { connection } }: RequestToSend,
  purpose: Purpose,
  ports: ConfirmationPorts,
): Promise<WriteConfirmation | undefined> {
  if (!operations[actual].writes) return undefined;
  const write = { operation: actual, body, connection };
  const fields = fieldsOfWrite(body);
  const form = formFor(connection, actual);
  const wrongAct = problemText(problemOfId(operation, body, form) ?? problemOfAct(operation, fields, form));
  const moved = purpose.kind === 'again' ? movedText(write, purpose) : undefined;
  const isNeeded =
    (purpose.kind === 'again' && purpose.asksBeforeWrite) ||
    needsConfirmation(actual, connection) ||
    wrongAct !== undefined ||
    (moved !== undefined && connection.role !== 'sandbox');
  const writeAct = actOfRequest(actual, fields, form);
  const isAdd = operations[actual].act === 'add';
  const mayOverwrite = writeAct?.operation === 'add-or-update' && isAdd && connection.role !== 'sandbox';
  if (!isNeeded && !mayOverwrite) return undefined;
  // The confirmation of a run does not cover this, so the request must be confirmed separately.
  if (purpose.kind === 'run' && wrongAct === undefined) {
    const agreed = await purpose.run.confirmation?.confirm(purpose.run.request, write);
    if (agreed) return agreed;
  }
  const key = writeAct && keyOf(writeAct);
  const customer =
    purpose.kind === 'edit' ? purpose.customer : key && (await loadWrittenCustomer(key, connection, ports));
  // If no customer has the code, an Add with it adds one, as its name says.
  if (!isNeeded && customer === 'not-found') return undefined;
  const unfilled =
    operations[actual].act !== 'update' ? problemText(problemOfUnfilled(unfilledFields(form, fields))) : undefined;
  const notes = [wrongAct, moved, unfilled].filter((note) => note !== undefined);
  const confirmation = await WriteConfirmation.ask(write, () => confirmWrite({ ...write, customer, notes }));
  if (!confirmation) throw new NotSent();
  return confirmation;
}

/** What a write identifies its customer by; undefined if it adds one. */
function keyOf({ customerId, code }: WriteAct): CustomerKey | undefined {
  if (customerId !== undefined) return { id: customerId };
  return code === undefined ? undefined : { code };
}

/** Says where a request that is sent again went before; undefined if it goes to the same destination. */
function movedText({ operation, connection }: Write, { previousUrl }: RepeatedRequest): string | undefined {
  return previousUrl !== urlOf(connection, operation)
    ? l10n.t('It was sent to {0} earlier. The connection has changed since then.', previousUrl)
    : undefined;
}

/** A write that the user must confirm. */
export interface WriteToConfirm {
  /** The operation that the write is sent as. */
  readonly operation: OperationId;
  /** The body exactly as it will be sent. It decides whether the write is an Add or an Update. */
  readonly body: string;
  readonly connection: Connection;
  /** The customer that the write changes; `not-found` if it does not exist, undefined if it could not be loaded. */
  readonly customer: WrittenCustomer | 'not-found' | undefined;
  /** Reasons for the confirmation other than the role of the connection. */
  readonly notes: readonly string[];
}

/**
 * The maximum number of fields with values, because a modal dialog cannot scroll. Further fields are shown by name
 * only.
 */
const maxFields = 25;

/**
 * Asks before a write in a modal dialog, which shows the operation, the customer, the host, the path, the first 25
 * fields with their values, and the names of the others.
 */
export async function confirmWrite({ operation, body, connection, customer, notes }: WriteToConfirm): Promise<boolean> {
  const fields = fieldsOfWrite(body);
  const form = formFor(connection, operation);
  const act = actOfRequest(operation, fields, form);
  const written = act ? formOfWrite(fields, form) : form;
  const connectionName = oneLine(connection.name, 60);
  const where = connection.role === 'production' ? l10n.t('{0} (production)', connectionName) : connectionName;
  const known = typeof customer === 'object' ? customer : undefined;
  const newName = fieldText(sharedFields(written, fields), 'customer_name');
  const sentence = act
    ? sentenceOf(act, known?.name ?? '', newName, where)
    : otherSentence(operationTitle(operation), oneLine(recordIdOf(operation, fields, form), 60), where);
  const send = act ? sendTitle(act, connectionName) : l10n.t('Send to {0}', connectionName);
  const { host, pathname } = new URL(urlOf(connection, operation));
  const lines = fieldLines(body, written, known?.before);
  const more = lines
    .slice(maxFields)
    .map(({ name }) => name)
    .join(', ');
  const allNotes = [...notes, ...(act ? notesOf(customer, act) : [])];
  const detail = [
    ...allNotes,
    ...(allNotes.length ? [''] : []),
    l10n.t('Host: {0}', host),
    l10n.t('Operation: {0} (POST {1})', operationTitle(operation), oneLine(pathname, 80)),
    '',
    ...lines.slice(0, maxFields).map(({ line }) => line),
    ...(more ? [l10n.t('Other fields: {0}', more)] : []),
  ].join('\n');
  return confirmAction(sentence, detail, send, l10n.t("Don't Send"));
}

function otherSentence(title: string, id: string, where: string): string {
  return id ? l10n.t('Send {0} for {1} to {2}?', title, id, where) : l10n.t('Send {0} to {1}?', title, where);
}

function sentenceOf(act: WriteAct, knownName: string, newName: string, where: string): string {
  switch (act.operation) {
    case 'update':
      return updateSentence(act.customerId, knownName, where);
    case 'add-or-update':
      return l10n.t('Add or update the customer with the code {0} on {1}?', oneLine(act.code, 60), where);
    case 'add':
      return addSentence(newName, where);
  }
}

function sendTitle({ operation }: WriteAct, connection: string): string {
  switch (operation) {
    case 'update':
      return l10n.t('Update on {0}', connection);
    case 'add-or-update':
      return l10n.t('Add or Update on {0}', connection);
    case 'add':
      return l10n.t('Add to {0}', connection);
  }
}

function updateSentence(id: string, name: string, where: string): string {
  const shownId = oneLine(id, 60);
  return name
    ? l10n.t('Update customer {0} ({1}) on {2}?', quotedName(name), shownId, where)
    : l10n.t('Update customer {0} on {1}?', shownId, where);
}

function addSentence(name: string, where: string): string {
  return name ? l10n.t('Add customer {0} to {1}?', quotedName(name), where) : l10n.t('Add a customer to {0}?', where);
}

function notesOf(customer: WriteToConfirm['customer'], { operation, customerId, code }: WriteAct): string[] {
  if (operation === 'add') return [];
  if (code !== undefined) return [noteOfCode(customer)];
  const id = oneLine(customerId, 60);
  if (customer === 'not-found') return [l10n.t('Kapture has no customer with the ID {0}.', id)];
  return customer ? [] : [l10n.t('The name of customer {0} could not be loaded.', id)];
}

function noteOfCode(customer: WriteToConfirm['customer']): string {
  if (customer === 'not-found') return l10n.t('Kapture has no customer with this code, so it will probably add one.');
  return customer
    ? l10n.t(
        'Customer {0} ({1}) has this code, so Kapture will probably update that customer.',
        quotedName(customer.name),
        oneLine(customer.id, 60),
      )
    : l10n.t('It could not be determined which customer has this code.');
}

/**
 * One line per field, such as `phone: "98…" → "97…"` or `city: "Goa" (unchanged)`, with what identifies the customer
 * first, and in a nested body the blank fields last. Values are shown as they will be sent.
 */
function fieldLines(
  body: string,
  form: OperationForm,
  before: Readonly<Record<string, string>> = {},
): { name: string; line: string }[] {
  return fieldsOfWrittenBody(body, form).map(({ path, field, json }) => {
    const value = oneLine(unescaped(json), 80);
    const name = oneLine(path, 60);
    const known = field !== undefined && Object.hasOwn(before, field) ? before[field] : undefined;
    if (known === undefined) return { name, line: `${name}: ${value}` };
    const old = oneLine(JSON.stringify(known), 80);
    return {
      name,
      line: old === value ? l10n.t('{0}: {1} (unchanged)', name, value) : `${name}: ${old} → ${value}`,
    };
  });
}

/**
 * A JSON string without unnecessary escapes, so that text in any script is readable. Other values are returned
 * unchanged.
 */
function unescaped(json: string): string {
  const { value } = readLoose(json);
  return typeof value === 'string' && json.startsWith('"') ? JSON.stringify(value) : json;
}

/** The maximum time that a confirmation waits for the customer, in milliseconds. */
const timeoutMs = 5000;

/** What a write identifies its customer by: Kapture's ID, or the tenant's own code. */
type CustomerKey = { readonly id: string; readonly code?: undefined } | { readonly code: string };

/**
 * Loads the customer that a write will change, so that the confirmation can name it; undefined if that fails, or if
 * several customers have the code. It never asks the user and shows no error, because the confirmation also works
 * without the name. Throws `NotSent` if the user cancels.
 */
async function loadWrittenCustomer(
  key: CustomerKey,
  { name, timeZone }: Connection,
  { targets, clients, log }: ConfirmationPorts,
): Promise<WrittenCustomer | 'not-found' | undefined> {
  const target = await targets.resolveNamed(name, 'get', { ask: false });
  if (!target) return undefined;
  const limit = AbortSignal.timeout(timeoutMs);
  try {
    const identifier = key.code === undefined ? { kapture_customer_id: key.id } : { customer_id: key.code };
    const exchange = await sendWithProgress(
      l10n.t('{0}: loading customer {1}', name, key.code ?? key.id),
      { operation: 'get', body: JSON.stringify([identifier]), target },
      { signal: limit, retry: false },
      { clients, log },
    );
    const { reading, text } = exchange.response;
    if (isNothingFound('get', reading)) return 'not-found';
    if (typeof text !== 'string') return undefined;
    const customers = reading.records.flatMap(({ start, end }) => {
      const customer = readCustomer(text.slice(start, end), timeZone);
      const isWritten = key.code === undefined ? customer?.id === key.id : customer?.code === key.code;
      return customer && isWritten ? [customer] : [];
    });
    const [customer] = customers;
    if (!customer || customers.length > 1) return undefined;
    return { id: customer.id, name: customer.name, before: valuesOf(customer.text) };
  } catch (error) {
    if (!KaptureError.is(error)) throw error;
    // A user who cancels the read does not want the write either.
    if (error.reason === 'canceled' && !limit.aborted) throw new NotSent();
    log.error(`get ${name}`, error);
    return undefined;
  }
}

function valuesOf(record: string): Record<string, string> {
  const fields = fieldsOfRecord(record);
  return Object.fromEntries(
    [...Object.keys(customerFields), ...fields.others.keys(), ...fields.shown.keys()].flatMap((field) => {
      const value = readBack(fields, field);
      return value === undefined ? [] : [[field, plainValue(value)]];
    }),
  );
}
