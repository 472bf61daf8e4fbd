import * as vscode from 'vscode';
import { fieldSpan, readRaw } from '../../kapture/exchange/requestBody.ts';
import { decideSave } from '../../kapture/update/decideSave.ts';
import { fieldsOfBody } from '../../kapture/update/editableFields.ts';
import { plainValue, type FieldValues } from '../../kapture/update/fieldValue.ts';
import { updateBody } from '../../kapture/update/updateBody.ts';
import { typedFields } from '../../kapture/update/updateDocument.ts';
import { isAskedFor, variablesIn, type VariableLookup } from '../../kapture/variables/variables.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import { UserError } from '../shared/questions/messages.ts';
import { explainRequestProblem } from '../shared/texts/explain.ts';
import type { EditPorts } from './customerReader.ts';
import { updateProblemText } from './editTexts.ts';
import type { EditedCustomer } from './editedCustomer.ts';
import type { OpenCustomers } from './openCustomers.ts';
import { refusal, saveError } from './saveMessages.ts';
import { updateFormOf } from './sendUpdate.ts';

/**
 * The fields of a document's text, with values for the variables that the user typed. `ask`: whether the user may be
 * asked for a key. Throws a refusal if the text cannot be sent.
 */
export async function readEditedFields(
  customer: EditedCustomer,
  uri: vscode.Uri,
  text: string,
  ports: EditPorts,
  ask: boolean,
): Promise<FieldValues> {
  const { reference } = customer;
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
      vscode.l10n.t(
        'This document belongs to customer {0}, but its kapture_customer_id names another customer. Undo that change, then save again.',
        reference.id,
      ),
    );
  return typed.fields;
}

/**
 * Decodes the bytes that VS Code writes. Throws a refusal if they differ from the text in the editor: with an encoding
 * other than UTF-8, which the settings of a folder may set, wrong characters would be stored.
 */
export function decodeContent(content: Uint8Array, document: vscode.TextDocument | undefined): string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    if (!document || text === document.getText()) return text;
  } catch {
    // Not UTF-8.
  }
  throw refusal(
    vscode.l10n.t(
      'The text that VS Code saves differs from the text in the editor. Customers must be saved as UTF-8: check the setting files.encoding.',
    ),
  );
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
  // A save is compared with the record and must not wait for answers.
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
    throw new UserError(
      vscode.l10n.t(
        'The original record is no longer available. Save the document to compare it with what the server has.',
      ),
    );
  const mine = await readEditedFields(customer, document.uri, document.getText(), ports, true);
  const { dialect, form } = updateFormOf(customer.reference, ports.targets);
  const { body, problem } = updateBody(form, {
    id: customer.reference.id,
    changes: decideSave(customer.base, mine, customer.base).send,
    fresh: customer.server,
  });
  if (problem) throw new UserError(updateProblemText(problem, dialect));
  return body;
}
