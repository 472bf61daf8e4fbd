import * as vscode from 'vscode';
import { identifierOf, type IdentifierField } from '../../kapture/catalogue/customer/get.ts';
import { defaultDialect } from '../../kapture/catalogue/dialect.ts';
import type { OperationForm } from '../../kapture/catalogue/form.ts';
import { dialectOfBody, formOf, objectOf, pathOfField } from '../../kapture/catalogue/forms.ts';
import {
  hasNamedRequests,
  operations,
  requestSuffix,
  type OperationId,
  type RequestFileKind,
} from '../../kapture/catalogue/registry.ts';
import { formFor, type Connection } from '../../kapture/connection/connection.ts';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { bodyInShape } from '../../kapture/exchange/requestBody.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { appendNamedRequest, readNamedRequests } from '../../kapture/namedRequests/readNamedRequests.ts';
import { escapeBraces } from '../../kapture/variables/variables.ts';
import { documentTarget, newDraftUri, rangeIn, wholeRequest } from '../shared/documents/requestText.ts';
import { responseScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { askOperation } from '../shared/dialogs/askOperation.ts';
import { showInformation } from '../shared/dialogs/messages.ts';
import type { Targets } from '../shared/targets.ts';
import { kindTitle, operationTitle } from '../shared/texts/catalogueTexts.ts';
import { conversionOf } from './documentDialect.ts';
import { showProblem } from './selectRequest.ts';

/**
 * The initial fields of a draft by their shared names, in order. An empty value becomes a tab stop. Values can be those
 * of a record, so they have no variables.
 */
export type DraftFields = Readonly<Record<string, string>>;

export interface Draft {
  readonly operation: OperationId;
  readonly form: OperationForm;
  /** The name of the connection that the draft is pinned to. */
  readonly pin?: string | undefined;
}

export function draftOf(
  operation: OperationId,
  connection: Connection | undefined,
): { readonly form: OperationForm; readonly fields: DraftFields } {
  const form = connection ? formFor(connection, operation) : operations[operation];
  const { tenantField: tenant, draft } = form;
  return { form, fields: tenant !== undefined && connection?.cmId ? { ...draft, [tenant]: connection.cmId } : draft };
}

/**
 * Opens an unsaved request. Its name contains the operation, from which VS Code derives the schema. If a folder is
 * open, the request will be saved there. Until then VS Code keeps it, even over a restart.
 */
export async function openDraft({ operation, form, pin }: Draft, fields: DraftFields): Promise<vscode.TextEditor> {
  const document = await vscode.workspace.openTextDocument(await freeUri(operation));
  const editor = await showDraft(document);
  if (document.getText() === '')
    await editor.insertSnippet(
      new vscode.SnippetString(escapeSnippet(pinLine(pin)) + snippetOf(operations[operation].title, form, fields)),
    );
  return editor;
}

/**
 * Opens an unsaved request with a given body. The body is formatted, and has the array brackets of the connection's
 * dialect. A body in another dialect is then converted, which Undo reverts. Otherwise, values and the order of keys are
 * unchanged. `notes` are lines of comments above it.
 */
export async function openDraftOf(
  operation: OperationId,
  body: string,
  options: {
    readonly pin: string | undefined;
    readonly connection: Connection | undefined;
    readonly notes?: readonly string[] | undefined;
  },
): Promise<vscode.TextEditor> {
  const { pin, connection, notes = [] } = options;
  const document = await vscode.workspace.openTextDocument(await freeUri(operation));
  const editor = await showDraft(document);
  const { title } = operations[operation];
  const shaped = connection ? bodyInShape(formFor(connection, operation), body) : inOwnShape(operation, body);
  const comments = [title, ...notes.map(plainComment)].map((line) => `// ${line}\n`).join('');
  const text = `${pinLine(pin)}${comments}${formatLoose(shaped)}\n`;
  const top = new vscode.Position(0, 0);
  await editor.edit((edit) => edit.insert(top, text));
  const conversion = connection && conversionOf(wholeRequest(document), operation, connection);
  if (conversion) await vscode.workspace.applyEdit(conversion.edit);
  editor.selection = new vscode.Selection(top, top);
  editor.revealRange(new vscode.Range(top, top));
  return editor;
}

/** A line of a comment in a form that cannot name a connection or contain another comment. */
function plainComment(line: string): string {
  return line.replaceAll('//', '/ /').replace(/\s+/g, ' ').replace(/^ ?@/, '(@)');
}

/** A body with the array brackets that its own dialect requires. */
function inOwnShape(operation: OperationId, body: string): string {
  const form = formOf(operation, dialectOfBody(operation, readLoose(body).value) ?? defaultDialect);
  return form.shape === 'object' ? bodyInShape(form, body) : body;
}

/**
 * Avoids the editor group of an active response, because the new request's own response would then open in a third
 * column.
 */
function showDraft(document: vscode.TextDocument): Thenable<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor;
  const isResponse = active?.document.uri.scheme === responseScheme;
  const other = isResponse
    ? vscode.window.tabGroups.all.find(({ viewColumn }) => viewColumn !== active.viewColumn)
    : undefined;
  return vscode.window.showTextDocument(document, { preview: false, ...(other && { viewColumn: other.viewColumn }) });
}

function pinLine(connection: string | undefined): string {
  return connection === undefined ? '' : `${pinComment(connection)}\n`;
}

interface Stop {
  readonly stop: number;
  readonly text: string;
}

/** The snippet of a draft. Fields that the form does not have are in a comment, above the fields of a new request. */
function snippetOf(title: string, form: OperationForm, fields: DraftFields): string {
  const homeless = Object.entries(fields).filter(([name]) => pathOfField(form, name) === undefined);
  const shown = homeless.length < Object.keys(fields).length ? fields : form.draft;
  const stops = Object.entries(shown)
    .filter(([name]) => pathOfField(form, name) !== undefined)
    .map(([name, text], index) => [name, { stop: index + 1, text } satisfies Stop] as const);
  const object = objectOf(form, Object.fromEntries(stops));
  const body = snippetOfValue(form.shape === 'array-of-one' ? [object] : object, form.draftIsOpen ? stops.length : 0);
  const comments = [title, ...homeless.map(([name, text]) => `${name}: ${JSON.stringify(text)}`)];
  return `${comments.map((line) => `// ${escapeSnippet(line)}\n`).join('')}${body}\n`;
}

/** The snippet of a value. The object with the tab stop `last` ends with one for fields that the user adds. */
function snippetOfValue(value: unknown, last: number, indent = ''): string {
  if (isStop(value))
    return `"\${${value.stop}:${escapeSnippet(escapeBraces(JSON.stringify(value.text)).slice(1, -1))}}"`;
  const inner = `${indent}  `;
  const parts = Object.entries(value as object).map(([name, part]) => {
    const key = Array.isArray(value) ? '' : `${JSON.stringify(name)}: `;
    return inner + key + snippetOfValue(part, last, inner);
  });
  const isOpen = Object.values(value as object).some((part) => isStop(part) && part.stop === last);
  const lines = [...parts, ...(isOpen ? [`${inner}$0`] : [])].join(',\n');
  return Array.isArray(value) ? `[\n${lines}\n${indent}]` : `{\n${lines}\n${indent}}`;
}

function isStop(value: unknown): value is Stop {
  return typeof value === 'object' && value !== null && 'stop' in value;
}

function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}

function freeUri(operation: OperationId): Promise<vscode.Uri> {
  return newDraftUri(operations[operation].title.toLowerCase().replaceAll(' ', '-'), requestSuffix(operation));
}

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
  // The selection excludes the quotes, so that the user can type a name.
  const selection = rangeIn(wholeRequest(document), { offset: place.offset + 1, length: place.length - 2 });
  await vscode.window.showTextDocument(document, { selection, preview: false });
}

/**
 * Asks for a customer, and shows how the input is interpreted. Returns `blank` if the user wants to write a request
 * instead.
 */
export async function askIdentifier(): Promise<
  { readonly field: IdentifierField; readonly value: string } | 'blank' | undefined
> {
  const words: Readonly<Record<IdentifierField, string>> = {
    kapture_customer_id: vscode.l10n.t('Kapture customer ID'),
    customer_id: vscode.l10n.t('customer code'),
    email_id: vscode.l10n.t('email'),
    phone: vscode.l10n.t('phone'),
  };
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Get Customer'),
    prompt: vscode.l10n.t(
      'Customer ID, customer code, email address or phone number. Leave this empty to write a request instead.',
    ),
    validateInput: (text) => {
      const found = identifierOf(text);
      return (
        found && {
          message: vscode.l10n.t('Press Enter to get the customer with {0} {1}.', words[found.field], found.value),
          severity: vscode.InputBoxValidationSeverity.Info,
        }
      );
    },
  });
  return typed === undefined ? undefined : (identifierOf(typed) ?? 'blank');
}
