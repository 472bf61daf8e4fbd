import * as vscode from 'vscode';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import { type OperationId, operationIds } from '../../../kapture/catalogue/registry.ts';
import { type CurlConnection, connectionOfCurl } from '../../../kapture/commandLines/connectionOfCurl.ts';
import { type CurlHeader, entryOfCurlHeader } from '../../../kapture/commandLines/curlHeaders.ts';
import { looksLikeCurl } from '../../../kapture/commandLines/fromCurl.ts';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import { type Role, connectionDefaults } from '../../../kapture/connection/connection.ts';
import { isLoopback } from '../../../kapture/connection/tenant.ts';
import { shortestSecret } from '../../../kapture/redaction/redact.ts';
import { showWarning } from '../../shared/dialogs/messages.ts';
import { catalogueText, operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import { explainCurl, explainSyntax } from '../../shared/texts/explain.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import { askConnectionName, askRole, askTimeZone } from '../forms/connectionInputs.ts';
import { bodyOutline, certaintyText } from '../forms/dialectForm.ts';
import { type ConnectionEntry, type NameCheck, operationsNotShown, shownDialects } from '../forms/entryDialects.ts';
import { suggestedName } from '../forms/suggestedName.ts';

/** A connection from a curl command, as the user confirmed it. */
export interface CurlSetUp {
  readonly entry: ConnectionEntry;
  readonly key: AuthKey | undefined;
  /** The values of secret headers. */
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** The operation of the command's request. */
  readonly operation: OperationId | undefined;
  readonly body: string;
}

/**
 * Reads a connection from a curl command: the one on the clipboard, else one that the user pastes. Shows what was
 * found, without secrets, for confirmation. Undefined if the user cancels.
 */
export async function askFromCurl(title: string, isTaken: NameCheck): Promise<CurlSetUp | undefined> {
  const clipboard = await vscode.env.clipboard.readText();
  const isUsable = looksLikeCurl(clipboard) && problemOf(clipboard) === undefined;
  const text = isUsable
    ? clipboard
    : await askCommand(title, looksLikeCurl(clipboard) ? problemOf(clipboard) : undefined);
  return text === undefined ? undefined : confirmCurl(title, text, isTaken);
}

/** Like {@link askFromCurl}, for a given command. Tells the user if it cannot be used. */
export async function confirmCurl(title: string, command: string, isTaken: NameCheck): Promise<CurlSetUp | undefined> {
  const { found } = connectionOfCurl(command);
  if (found) return confirm(title, found, isTaken);
  void showWarning(problemOf(command) ?? '');
  return undefined;
}

/** Why a text cannot be used as a command, in a sentence; undefined if it can. */
function problemOf(text: string): string | undefined {
  const { problem, refusal } = connectionOfCurl(text);
  if (problem) return explainCurl(problem);
  if (refusal === 'variable-url')
    return vscode.l10n.t('The URL of the curl command has a variable. Replace the variable with its value.');
  return problemText(refusal);
}

function askCommand(title: string, problemOnClipboard: string | undefined): Thenable<string | undefined> {
  const prompt = vscode.l10n.t('Paste a curl command that works, in bash or Command Prompt syntax. Nothing is sent.');
  return vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt:
      problemOnClipboard === undefined
        ? prompt
        : `${vscode.l10n.t('The command on the clipboard cannot be used. {0}', problemOnClipboard)} ${prompt}`,
    validateInput: (text) => (text ? problemOf(text) : undefined),
  });
}

async function confirm(title: string, found: CurlConnection, isTaken: NameCheck): Promise<CurlSetUp | undefined> {
  const url = new URL(found.baseUrl);
  let choices: Choices = {
    name: freeName(
      suggestedName(url, vscode.l10n.t('Local'), (name) => isTaken(name) !== undefined),
      isTaken,
    ),
    role: isLoopback(url.hostname) ? 'sandbox' : connectionDefaults.role,
    timeZone: connectionDefaults.timeZone,
  };
  for (;;) {
    const picked: SummaryItem | undefined = await vscode.window.showQuickPick(
      summaryItems(title, found, choices, isTaken),
      {
        title,
        ignoreFocusOut: true,
        placeHolder: vscode.l10n.t('Check what the command contains, then add the connection. Nothing has been sent.'),
      },
    );
    if (!picked) return undefined;
    if (picked.isConfirmation) return setUpOf(found, choices);
    choices = { ...choices, ...(await picked.ask?.()) };
  }
}

function setUpOf(found: CurlConnection, { name, role, timeZone }: Choices): CurlSetUp {
  const { baseUrl, dialect, paths, cmId, key, headers, operation, body } = found;
  return {
    entry: {
      name,
      baseUrl,
      role,
      timeZone,
      ...shownDialects(operation, dialect),
      ...(cmId !== undefined && { cmId }),
      ...(headers.length && { headers: headers.map(entryOfCurlHeader) }),
      ...(Object.keys(paths).length && { paths }),
    },
    key,
    secrets: headers.flatMap(({ name: header, value, source }) =>
      source === 'secret' && value !== undefined ? [{ name: header, value }] : [],
    ),
    operation,
    body,
  };
}

/** The name, with a number if the name is taken. */
function freeName(name: string, isTaken: NameCheck): string {
  let free = name;
  for (let count = 2; isTaken(free); count++) free = `${name} ${count}`;
  return free;
}

/** What the user can change in the summary. */
export interface Choices {
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
}

export interface SummaryItem extends vscode.QuickPickItem {
  /** Asks for another value; undefined if the user cancels. */
  readonly ask?: () => Promise<Partial<Choices> | undefined>;
  readonly isConfirmation?: boolean;
}

/** The items that show what a curl command contains, and what the user can choose. */
export function summaryItems(
  title: string,
  found: CurlConnection,
  choices: Choices,
  isTaken: NameCheck,
): SummaryItem[] {
  const { name, role, timeZone } = choices;
  const { operation } = found;
  const form = formOf(operation ?? 'add', found.dialect);
  const paths = operationIds.flatMap((id): SummaryItem[] => {
    const path = found.paths[id];
    if (path === undefined) return [];
    return [{ label: vscode.l10n.t('Path of {0}', operationTitle(id)), description: oneDetail(path) }];
  });
  const invalid = explainSyntax(found.body);
  return [
    // This item has no detail, because VS Code would also show it as a tooltip over the rows below.
    { label: `$(check) ${vscode.l10n.t('Add Connection')}`, isConfirmation: true },
    { label: vscode.l10n.t('Found in the command'), kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Base URL'), description: oneDetail(found.baseUrl) },
    {
      label: vscode.l10n.t('Auth key'),
      description: found.key
        ? vscode.l10n.t('found, saved in secret storage for this server only')
        : vscode.l10n.t('not found, you will be asked for it'),
    },
    ...dialectItems(found, bodyOutline(form)),
    ...otherDialectsItem(operation),
    ...(paths.length
      ? paths
      : [
          {
            label: vscode.l10n.t('Paths'),
            description: vscode.l10n.t('defaults of the dialect ({0})', certaintyText(form.pathCertainty)),
          },
        ]),
    ...(found.omittedParameters.length
      ? [
          {
            label: vscode.l10n.t('Omitted from the path'),
            description: oneDetail(found.omittedParameters.join(', ')),
            detail: vscode.l10n.t('Settings must not contain secrets, so the path is saved without these parameters.'),
          },
        ]
      : []),
    ...(invalid === undefined ? [] : [{ label: vscode.l10n.t('Body'), detail: invalid }]),
    ...(found.cmId === undefined ? [] : [{ label: vscode.l10n.t('Tenant ID (cmId)'), description: found.cmId }]),
    ...found.headers.map((header) => ({
      label: vscode.l10n.t('Header {0}', oneLabel(header.name, 60)),
      description: headerSourceText(header),
    })),
    { label: vscode.l10n.t('Your choice'), kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Name'),
      description: oneDetail(name),
      ask: async () => optional('name', await askConnectionName(title, name, isTaken)),
    },
    {
      label: vscode.l10n.t('Role'),
      description: catalogueText(role),
      ask: async () => optional('role', await askRole(title)),
    },
    {
      label: vscode.l10n.t('Time zone'),
      description: timeZone,
      ask: async () => optional('timeZone', await askTimeZone(title, timeZone)),
    },
  ];
}

function optional<Key extends keyof Choices>(key: Key, value: Choices[Key] | undefined): Partial<Choices> | undefined {
  return value === undefined ? undefined : { [key]: value };
}

/** The dialect of the command, unless its operation is the same in every dialect. */
function dialectItems(found: CurlConnection, outline: string): SummaryItem[] {
  const { operation, dialect } = found;
  if (operation !== undefined && dialectsOf(operation).length === 1) return [];
  const label = vscode.l10n.t('Dialect');
  return [{ label, description: dialectTitle(dialect), detail: dialectDetail(found, outline) }];
}

function dialectDetail({ operation }: CurlConnection, outline: string): string {
  return operation === undefined
    ? vscode.l10n.t('The dialect of the command was not recognized, so the default is used.')
    : `${operationTitle(operation)}: ${outline}`;
}

/** The operations whose dialects the command does not show. */
function otherDialectsItem(operation: OperationId | undefined): SummaryItem[] {
  const unknown = operation === undefined ? [] : operationsNotShown(operation);
  if (!unknown.length) return [];
  return [
    {
      label:
        operation !== undefined && dialectsOf(operation).length === 1
          ? vscode.l10n.t('Dialect')
          : vscode.l10n.t('Other dialects'),
      description: vscode.l10n.t(
        'Unknown for {0}, so {1} is used.',
        unknown.map(operationTitle).join(', '),
        dialectTitle(connectionDefaults.dialect),
      ),
    },
  ];
}

/** Where the value of a header comes from, without a secret. */
export function headerSourceText({ source, value }: CurlHeader): string {
  if (source === 'auth-key') return vscode.l10n.t('same as Authorization');
  if (source === 'text' && value !== undefined) return oneDetail(value, 60);
  if (value === undefined) return vscode.l10n.t('secret, you will be asked for it');
  return value.length < shortestSecret
    ? vscode.l10n.t('secret, too short to be redacted in responses')
    : vscode.l10n.t('secret');
}
