import * as vscode from 'vscode';
import {
  hasNamedRequests,
  requestSuffix,
  type OperationId,
  type RequestFileKind,
} from '../../kapture/catalogue/registry.ts';
import { objectOf } from '../../kapture/catalogue/forms.ts';
import { appendNamedRequest } from '../../kapture/namedRequests/appendNamedRequest.ts';
import { readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import { documentTarget } from '../shared/documents/documentTarget.ts';
import { newDraftUri } from '../shared/documents/newDraftUri.ts';
import { rangeIn, wholeRequest } from '../shared/documents/requestText.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { kindTitle } from '../shared/texts/kindTitle.ts';
import { draftOf } from './drafts.ts';
import { showProblem } from './showProblem.ts';

/** Adds a request to the end of a file with several, after asking for its operation. The name is selected. */
export async function addNamedRequest(uri: vscode.Uri | undefined, targets: Targets, log: Log): Promise<void> {
  if (!uri || !hasNamedRequests(uri.path)) {
    void showInformation(vscode.l10n.t('Open a file with several requests first.'));
    return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  const operation = await askOperation(vscode.l10n.t('Add Request to File'));
  if (!operation) return;
  const { unreadable } = readNamedRequests(document.getText());
  if (unreadable && unreadable.reason !== 'empty') {
    await showProblem(wholeRequest(document), unreadable, log);
    return;
  }
  await insertRequest(document, operation, targets);
}

/** Asks what a new request file is for: an operation, or several requests. */
export function askNewRequest(): Promise<RequestFileKind | undefined> {
  const several = {
    label: kindTitle('requests'),
    detail: vscode.l10n.t('A file with several named requests. You add them one at a time.'),
    id: 'requests',
  } as const;
  return askOperation(vscode.l10n.t('New Kapture Request'), several);
}

/** Opens an unsaved file for several requests, and asks for the operation of the first one. */
export async function openNamedRequests(targets: Targets): Promise<void> {
  const operation = await askOperation(vscode.l10n.t('Add Request to File'));
  if (!operation) return;
  const document = await vscode.workspace.openTextDocument(await newDraftUri('requests', requestSuffix('requests')));
  await insertRequest(document, operation, targets);
}

async function insertRequest(document: vscode.TextDocument, operation: OperationId, targets: Targets): Promise<void> {
  const { connection } = documentTarget(document, targets);
  const { form, fields } = draftOf(operation, connection);
  const object = objectOf(form, fields);
  const { edits, place } = appendNamedRequest(document.getText(), {
    name: operationTitle(operation),
    operation,
    body: form.shape === 'array-of-one' ? [object] : object,
  });
  const whole = wholeRequest(document);
  const change = new vscode.WorkspaceEdit();
  for (const edit of edits) change.replace(document.uri, rangeIn(whole, edit), edit.content);
  await vscode.workspace.applyEdit(change);
  // Without the quotes, so that the user can type a name.
  const selection = rangeIn(wholeRequest(document), { offset: place.offset + 1, length: place.length - 2 });
  await vscode.window.showTextDocument(document, { selection, preview: false });
}
