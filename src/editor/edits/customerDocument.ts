import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { customerFields } from '../../kapture/catalogue/customer/customerFields.ts';
import { defaultDialect, type Dialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { formOf } from '../../kapture/catalogue/forms.ts';
import { dialectOf } from '../../kapture/connection/connection.ts';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { fieldSpan, fieldSpans, readRaw } from '../../kapture/exchange/requestBody.ts';
import { decideSave } from '../../kapture/update/decideSave.ts';
import { fieldsOfBody, type RecordFields } from '../../kapture/update/editableFields.ts';
import { plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { canUpdate, isIdentifyingCode, updateBody } from '../../kapture/update/updateBody.ts';
import {
  fieldsToAdd,
  fieldsToEdit,
  fieldsToOverwrite,
  typedFields,
  updateDocument,
} from '../../kapture/update/updateDocument.ts';
import { isAskedFor, variablesIn, type VariableLookup } from '../../kapture/variables/variables.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { customerOfUri, isServerSide } from '../shared/documents/editUri.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { UserError } from '../shared/dialogs/messages.ts';
import type { Targets } from '../shared/targets.ts';
import { dialectTitle, nameWithRole, tenantText } from '../shared/texts/connectionTexts.ts';
import { fieldList } from '../shared/texts/customerTexts.ts';
import { explainRequestProblem } from '../shared/texts/explain.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { EditPorts } from './customerReader.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import type { OpenCustomers } from './openCustomers.ts';
import { refusal, saveError, updateProblemText } from './saveMessages.ts';

export interface UpdateForm {
  readonly dialect: Dialect;
  readonly form: OperationForm;
}

/** The form in which a customer is updated: that of its connection. */
export function updateFormOf({ tenant, connection }: RecordReference, targets: Targets): UpdateForm {
  const known = targets.connectionOf(tenant, connection);
  const dialect = known ? dialectOf(known, 'update') : defaultDialect;
  return { dialect, form: formOf('update', dialect) };
}

/**
 * The document text of a record. The pin names `connection`, to which a copy of the text would be sent. The comment is
 * below the fields, so that a small editor shows the fields first. Its hover shows the {@link customerNotes}.
 */
export function documentText(
  { reference }: EditedCustomer,
  record: RecordFields,
  connection: string,
  { form }: UpdateForm,
): string {
  const { fields } = fieldsToEdit(record, form);
  const comment = l10n.t('Saving sends only the fields you change. Hover here to see which fields are not shown.');
  return `${pinComment(connection)}\n${updateDocument(reference.id, fields, [comment])}`;
}

/** Notes about the document of a record, such as which fields it does not show. */
export function customerNotes(record: RecordFields, { dialect, form }: UpdateForm): string[] {
  const { fields, others } = fieldsToEdit(record, form);
  const masked = [...fields.masked.keys()].filter(
    (field) =>
      Object.hasOwn(customerFields, field) ||
      (field === 'customer_code' && (canUpdate(form, field) || isIdentifyingCode(form, field))),
  );
  const overwritten = fieldsToOverwrite(record, form);
  return [
    ...(others.length
      ? [
          l10n.t(
            'Omitted because the {0} dialect has no field for them: {1}.',
            dialectTitle(dialect),
            fieldList(others),
          ),
        ]
      : []),
    ...(masked.length ? [l10n.t('Omitted because Kapture masks part of them: {0}.', fieldList(masked))] : []),
    ...(overwritten.length
      ? [
          l10n.t(
            'In the record, but not in this document: {0}. If you add one, you overwrite its value.',
            fieldList(overwritten),
          ),
        ]
      : []),
    l10n.t('Not in the record, but can be added: {0}.', fieldList(fieldsToAdd(record, form))),
    l10n.t('Show Changes may list other differences, which are not sent.'),
    l10n.t('If you send a copy of this text as a request, all fields are sent.'),
  ];
}

/** Where to put the cursor: the value of the first field after the ID. Zero-based. */
export function initialCursor(text: string): { readonly line: number; readonly character: number } {
  const spans = [...fieldSpans(text).values()];
  const offset = (spans[1] ?? spans[0])?.offset ?? 0;
  const before = text.slice(0, text[offset] === '"' ? offset + 1 : offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/**
 * The connection name for the pin in a customer document. If no connection leads to the tenant, it is a name that no
 * connection can have, because it has a slash, so that a copy of the text is not sent anywhere.
 */
export function pinName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenant.replace(/^sandbox:/, 'sandbox/');
}

/** The name to show in messages: the connection to the customer's tenant, or else the host of the tenant. */
export function displayName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}

/** The CodeLens above a customer document, which says where saving sends it. */
export function editLenses(store: OpenCustomers, targets: Targets, uri: vscode.Uri): vscode.CodeLens[] {
  const parsed = customerOfUri(uri);
  if (!parsed || isServerSide(uri)) return [];
  const customer = store.load(uri);
  const reference = customer?.reference ?? parsed;
  const connection = targets.connectionOf(reference.tenant, reference.connection);
  const name = oneLabel(connection?.name ?? '', 60);
  const target = connection ? nameWithRole(name, connection) : name;
  const save = {
    ...commandLink('kapture.sendRequest', withIcon('cloud-upload', vscode.l10n.t('Save to {0}', target)), uri),
    tooltip: vscode.l10n.t('Saving sends changes to {0}', target),
  };
  let refusal: string | undefined;
  if (!connection)
    refusal = withIcon('warning', vscode.l10n.t('No connection points to {0}', tenantText(reference.tenant)));
  else if (connection.readOnly) refusal = withIcon('lock', vscode.l10n.t('{0} is read-only', name));
  return [refusal === undefined ? save : { title: refusal, command: '' }].map(
    (command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command),
  );
}

/**
 * The fields of a document's text, with values for the variables that the user typed. `ask`: whether the user may be
 * asked for a key. Throws a refusal if the text cannot be sent.
 */
export async function readEditedFields(
  customer: EditedCustomer,
  text: string,
  ports: EditPorts,
  ask: boolean,
): Promise<FieldValues> {
  const { uri, reference } = customer;
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  const { json, problem } = readRaw(text);
  if (problem) throw saveError(explainRequestProblem(problem, lineAt(problem.offset)));
  const typed = typedFields(
    fieldsOfBody(json),
    customer.base ? [customer.base, customer.server] : [customer.server],
    await variableLookup(reference, uri, text, ports, ask),
  );
  if (typed.unusable) {
    const { reason, field, name } = typed.unusable;
    if (reason === 'unknown-variable' && isAskedFor(name))
      throw saveError(
        vscode.l10n.t(
          'Nothing was sent: {0} cannot be used in an edited customer. Enter the value itself.',
          `{{${name}}}`,
        ),
      );
    throw saveError(
      explainRequestProblem(
        { reason, detail: name, offset: 0, length: 0 },
        lineAt(fieldSpan(text, field)?.offset ?? 0),
      ),
    );
  }
  const id = plainValue(typed.fields.get('kapture_customer_id') ?? JSON.stringify(reference.id));
  if (id !== reference.id)
    throw refusal(
      vscode.l10n.t('kapture_customer_id is no longer that of customer {0}. Undo that change.', reference.id),
    );
  return typed.fields;
}

/**
 * Decodes the bytes that VS Code writes, which can be older than the text in the editor. Throws a refusal for an
 * encoding other than UTF-8, which the settings of a folder may set: wrong characters would be stored.
 */
export function decodeContent(content: Uint8Array, document: vscode.TextDocument | undefined): string {
  try {
    if (['utf8', 'utf8bom'].includes(document?.encoding ?? 'utf8'))
      return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch {
    // The bytes are not UTF-8.
  }
  throw refusal(vscode.l10n.t('Customers must be saved as UTF-8. Check the setting files.encoding.'));
}

async function variableLookup(
  { tenant, connection }: RecordReference,
  uri: vscode.Uri,
  text: string,
  { targets, variables }: EditPorts,
  ask: boolean,
): Promise<VariableLookup> {
  const name = variablesIn(text).length ? targets.connectionOf(tenant, connection)?.name : undefined;
  const target = name === undefined ? undefined : await targets.resolveNamed(name, 'update', { ask });
  const lookup = target?.connection.tenant === tenant ? await variables.lookupFor(uri, target.connection) : undefined;
  // A save is compared with the record, so it must not wait for answers of the user.
  return (field) => (isAskedFor(field) ? undefined : lookup?.(field));
}

/**
 * The body that saving a document would send if the record has not changed on the server. Throws an error with a
 * sentence if there is none.
 */
export async function bodyToSave(
  document: vscode.TextDocument,
  store: OpenCustomers,
  ports: EditPorts,
): Promise<string> {
  const customer = store.load(document.uri);
  if (!customer?.base)
    throw new UserError(vscode.l10n.t('The original record is no longer available. Save to compare with the server.'));
  const mine = await readEditedFields(customer, document.getText(), ports, true);
  const { dialect, form } = updateFormOf(customer.reference, ports.targets);
  const { body, problem } = updateBody(form, {
    id: customer.reference.id,
    changes: decideSave(customer.base, mine, customer.base).send,
    fresh: customer.server,
  });
  if (problem) throw new UserError(updateProblemText(problem, dialect));
  return body;
}
