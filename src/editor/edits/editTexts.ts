import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { customerFields } from '../../kapture/catalogue/customer/customerFields.ts';
import type { Dialect } from '../../kapture/catalogue/dialect.ts';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { fieldSpans } from '../../kapture/exchange/requestBody.ts';
import { type RecordFields } from '../../kapture/update/editableFields.ts';
import { isBlank, plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { canUpdate, isIdentifyingCode, type UpdateProblem } from '../../kapture/update/updateBody.ts';
import { fieldsToAdd, fieldsToEdit, fieldsToOverwrite, updateDocument } from '../../kapture/update/updateDocument.ts';
import type { Verification } from '../../kapture/update/saveUpdate.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { customerOfUri, isServerSide } from '../shared/documents/editUri.ts';
import type { Targets } from '../shared/targets.ts';
import { dialectTitle, nameWithRole, tenantText } from '../shared/texts/connectionTexts.ts';
import { fieldList, valueText } from '../shared/texts/customerTexts.ts';
import { numberText, quotedName } from '../shared/texts/localTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import type { OpenCustomers } from './openCustomers.ts';
import type { UpdateForm } from './sendUpdate.ts';

/**
 * The document text of a record. The pin names `connection`, to which a copy of the text would be sent. Notes are below
 * the fields, so that a small editor shows the fields first.
 */
export function documentText(
  { reference }: EditedCustomer,
  record: RecordFields,
  connection: string,
  { dialect, form }: UpdateForm,
): string {
  const { fields, others } = fieldsToEdit(record, form);
  const masked = [...fields.masked.keys()].filter(
    (field) =>
      Object.hasOwn(customerFields, field) ||
      (field === 'customer_code' && (canUpdate(form, field) || isIdentifyingCode(form, field))),
  );
  const overwritten = fieldsToOverwrite(record, form);
  return `${pinComment(connection)}\n${updateDocument(reference.id, fields, [
    l10n.t('Saving sends only the fields you change. Show Changes may list other differences, which are not sent.'),
    l10n.t('If you send a copy of this text as a request, all fields are sent.'),
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
  ])}`;
}

/** Where to put the cursor: the value of the first field after the ID. Zero-based. */
export function initialCursor(text: string): { readonly line: number; readonly character: number } {
  const spans = [...fieldSpans(text).values()];
  const offset = (spans[1] ?? spans[0])?.offset ?? 0;
  const before = text.slice(0, text[offset] === '"' ? offset + 1 : offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

/** The sentences to show after a save: fields that were stored differently, and notes. */
export function saveNotes({ differences, unreadable }: Verification): {
  readonly differences: string[];
  readonly others: string[];
} {
  return {
    differences: differences.map(({ field, asked, stored }) =>
      isBlank(asked)
        ? l10n.t('Kapture ignored the blank value for {0}, which is still {1}.', oneLine(field, 60), valueText(stored))
        : l10n.t(
            'Kapture stored a different value for {0}: {1} instead of {2}.',
            oneLine(field, 60),
            valueText(stored),
            valueText(asked),
          ),
    ),
    others: [
      ...(unreadable.length
        ? [l10n.t('Sent, but the record does not show what was stored: {0}.', fieldList(unreadable))]
        : []),
    ],
  };
}

/** How many values and how much of each fit into a message. VS Code shows only its first line. */
const maximumValues = 4;
const maximumLength = 30;

/** What a message says of new values, with a text for each. */
function someValues(values: FieldValues, textOf: (field: string, value: string) => string): string {
  const shown = [...values]
    .slice(0, maximumValues)
    .map(([field, value]) => textOf(oneLine(field, 60), valueText(value, maximumLength)));
  const more = values.size - shown.length;
  return [...shown, ...(more > 0 ? [l10n.t('{0} more', numberText(more))] : [])].join(', ');
}

/** Fields and their new values in one line. */
export function newValuesText(values: FieldValues): string {
  return someValues(values, (field, value) => `${field} ${value}`);
}

/** A customer with the name and ID in one line, for a question or message. */
export function customerText(id: string, record: RecordFields): string {
  const name = nameIn(record);
  return name ? `${quotedName(name)} (${oneLine(id, 30)})` : oneLine(id, 30);
}

function nameIn(record: RecordFields): string {
  return plainValue(record.shown.get('customer_name') ?? '').trim();
}

/** One sentence about why a customer cannot be updated in a dialect. */
export function updateProblemText({ reason, fields }: UpdateProblem, dialect: Dialect): string {
  const [title, names] = [dialectTitle(dialect), fieldList(fields)];
  switch (reason) {
    case 'no-place':
      return l10n.t('The {0} dialect has no field for {1}. Undo or remove this change, then save again.', title, names);
    case 'changes-code':
      return l10n.t(
        'The {0} dialect identifies a customer by {1}, so a save cannot change it. Undo this change, then save again.',
        title,
        names,
      );
    case 'no-code':
      return l10n.t(
        'The {0} dialect identifies a customer by {1}, and the record of this customer does not have one. Kapture would add a customer.',
        title,
        names,
      );
    case 'masked':
      return l10n.t(
        'The {0} dialect requires {1}, which Kapture masks. Add the full value to the document, then save again.',
        title,
        names,
      );
    case 'damaged':
      return l10n.t(
        'The {0} dialect requires {1}, in which characters were lost and replaced with U+FFFD. Correct the value in the document, then save again.',
        title,
        names,
      );
    case 'missing':
      return l10n.t(
        'The {0} dialect requires {1}, which the record does not have. Add it to the document, then save again.',
        title,
        names,
      );
  }
}

/**
 * The connection name for the pin in a customer document. Without a connection to the tenant, it is a name that no
 * connection can have (with a slash), so that a copy of the text is sent nowhere.
 */
export function pinName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenant.replace(/^sandbox:/, 'sandbox/');
}

/** The name to show in messages: the connection to the customer's tenant, else the host of the tenant. */
export function displayName({ reference: { tenant, connection } }: EditedCustomer, targets: Targets): string {
  return targets.connectionOf(tenant, connection)?.name ?? tenantText(tenant);
}

/**
 * The CodeLens above a customer document: where saving sends it.
 */
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
