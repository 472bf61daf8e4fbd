import * as vscode from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { readRaw } from '../../../kapture/exchange/requestBody.ts';
import { addOfRecord } from '../../../kapture/update/addOfRecord.ts';
import { fieldsOfBody } from '../../../kapture/update/editableFields.ts';
import type { FieldValues } from '../../../kapture/update/fieldValue.ts';
import { customerOfUri, editedDocument } from '../../shared/documents/editUri.ts';
import { readRecordUri, type RecordReference } from '../../shared/documents/recordUri.ts';
import type { Targets } from '../../shared/targets.ts';
import { recordScheme } from '../../shared/ids.ts';
import { showInformation, showWarning } from '../../shared/dialogs/messages.ts';
import { showUnreachable } from '../../shared/dialogs/showUnreachable.ts';
import { oneLabel, oneLine } from '../../shared/texts/plainText.ts';
import { roleText } from '../../shared/texts/connectionTexts.ts';
import type { CustomersServices } from '../customersServices.ts';

/** A customer to clone, and the document in which it is edited. */
export interface CloneSource {
  readonly reference: RecordReference;
  readonly edited?: vscode.TextDocument | undefined;
}

/** The customer of a row, an open record or an edited customer. */
export function cloneSource(source: RecordReference | vscode.Uri): CloneSource | undefined {
  if (!(source instanceof vscode.Uri)) return { reference: source };
  const reference = readRecordUri(source) ?? customerOfUri(source);
  return reference && { reference, edited: editedDocument(source) };
}

/**
 * Opens an Add with the values of a customer for a connection that the user selects. It is pinned, so that it is never
 * sent to another tenant.
 */
export async function cloneAsAdd(
  { reference, edited }: CloneSource,
  { ports, records, model, log }: CustomersServices,
): Promise<void> {
  const changes = editedFields(edited);
  if (!changes) {
    void showWarning(vscode.l10n.t('The edited customer is not valid JSON. Correct it first.'));
    return;
  }
  const isReachable = ports.targets.connectionOf(reference.tenant, reference.connection) !== undefined;
  const record = isReachable
    ? (await records.fetch(reference))?.text
    : await model.record(reference.tenant, reference.id);
  if (record === undefined) {
    if (!isReachable) showUnreachable(reference.tenant, log);
    return;
  }
  const target = await askTarget(reference, ports.targets);
  if (!target) return;
  const { body, masked, omitted } = addOfRecord(record, changes);
  await ports.drafts.openDraftOf('add', body, target.name);
  const sentences = [
    ...(omitted.length
      ? [vscode.l10n.t('Not copied, because they belong to this customer only: {0}.', listOf(omitted))]
      : []),
    ...(masked.length ? [vscode.l10n.t('Not copied, because Kapture masks them: {0}.', listOf(masked))] : []),
  ];
  if (sentences.length) void showInformation(sentences.join(' '));
}

/** The fields of an edited customer as typed; undefined if its document cannot be read. */
function editedFields(edited: vscode.TextDocument | undefined): FieldValues | undefined {
  if (!edited || edited.uri.scheme === recordScheme) return new Map();
  const { json } = readRaw(edited.getText());
  return json === undefined ? undefined : fieldsOfBody(json);
}

/** Asks for a connection, the active one first, unless only one can add customers. */
async function askTarget({ tenant }: RecordReference, targets: Targets): Promise<Connection | undefined> {
  const writable = targets.all.filter(({ readOnly }) => !readOnly);
  const sorted = writable.toSorted(
    (one, other) => Number(other.name === targets.activeName) - Number(one.name === targets.activeName),
  );
  const [only, ...others] = sorted;
  if (!only) {
    void showInformation(
      vscode.l10n.t('No connection can add customers. Add one, or turn off read-only for an existing one.'),
    );
    return undefined;
  }
  if (!others.length) return only;
  const items = sorted.map((connection) => ({
    label: oneLabel(connection.name, 60),
    description:
      connection.tenant === tenant
        ? vscode.l10n.t('{0}, same tenant as this customer', roleText(connection))
        : roleText(connection),
    connection,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Clone Customer as Add'),
    placeHolder: vscode.l10n.t('Select the connection that the new request is for. Nothing is sent yet.'),
    matchOnDescription: true,
  });
  return picked?.connection;
}

function listOf(fields: readonly string[]): string {
  return fields.map((field) => oneLine(field, 60)).join(', ');
}
