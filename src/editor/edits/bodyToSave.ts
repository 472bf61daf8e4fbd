import * as vscode from 'vscode';
import { decideSave } from '../../kapture/update/decideSave.ts';
import { updateBody } from '../../kapture/update/updateBody.ts';
import { UserError } from '../shared/questions/userError.ts';
import { readEditedFields } from './editedText.ts';
import type { EditPorts } from './editPorts.ts';
import type { EditStore } from './editStore.ts';
import { updateProblemText } from './editTexts.ts';
import { updateFormOf } from './updateForm.ts';

/**
 * The body that saving a document would send if the record has not changed on the server. Throws an error with a
 * sentence if there is none.
 */
export async function bodyToSave(document: vscode.TextDocument, store: EditStore, ports: EditPorts): Promise<string> {
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
