import * as vscode from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { connectionOfCurl, type CurlConnection } from '../../../kapture/commandLines/connectionOfCurl.ts';
import { entryOfCurlHeader } from '../../../kapture/commandLines/curlHeaders.ts';
import { looksLikeCurl } from '../../../kapture/commandLines/fromCurl.ts';
import type { AuthKey } from '../../../kapture/connection/authKey.ts';
import { connectionDefaults } from '../../../kapture/connection/connection.ts';
import { isLoopback } from '../../../kapture/connection/isLoopback.ts';
import { showWarning } from '../../shared/questions/messages.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import { explainCurl } from '../../shared/texts/explain.ts';
import type { ConnectionEntry, NameCheck } from '../forms/connectionEntry.ts';
import { summaryItems, type Choices, type SummaryItem } from './curlSummary.ts';
import { shownDialects } from '../forms/entryDialects.ts';
import { suggestedName } from '../forms/suggestedName.ts';

/** A connection from a curl command, as the user confirmed it. */
export interface CurlSetUp {
  readonly entry: ConnectionEntry;
  readonly key: AuthKey | undefined;
  /** The values of secret headers. */
  readonly secrets: readonly { readonly name: string; readonly value: string }[];
  /** The request of the command. */
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
  const prompt = vscode.l10n.t(
    'Paste a curl command that works, in bash, PowerShell or Command Prompt syntax. Nothing is sent.',
  );
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
    headers: found.headers,
    // Nothing is known about the other operations, and the auth key is for all of them too.
    headerOperations: undefined,
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

function setUpOf(found: CurlConnection, { name, role, timeZone, headers, headerOperations }: Choices): CurlSetUp {
  const { baseUrl, dialect, paths, cmId, key, operation, body } = found;
  return {
    entry: {
      name,
      baseUrl,
      role,
      timeZone,
      ...shownDialects(operation, dialect),
      ...(cmId !== undefined && { cmId }),
      ...(headers.length && {
        headers: headers.map((header) => ({
          ...entryOfCurlHeader(header),
          ...(headerOperations && { operations: headerOperations }),
        })),
      }),
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

/** The name, or the name with a number if it is taken. */
function freeName(name: string, isTaken: NameCheck): string {
  let free = name;
  for (let count = 2; isTaken(free); count++) free = `${name} ${count}`;
  return free;
}
