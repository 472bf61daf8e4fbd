import * as vscode from 'vscode';
import { fromCurl, looksLikeCurl, recognizeOperation, type CurlProblem } from '../../kapture/commandLines/index.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLine, withoutLinks } from '../shared/texts/plainText.ts';
import { askOperation } from '../shared/questions/askOperation.ts';
import { draftTarget } from './draftTarget.ts';
import type { ConvertServices } from './services.ts';

/** Opens the curl command on the clipboard as a request. Asks for a command if there is none. */
export async function pasteCurl(services: ConvertServices): Promise<void> {
  const clipboard = await vscode.env.clipboard.readText();
  const text = looksLikeCurl(clipboard) ? clipboard : await askCommand();
  if (text) await openCurl(services, text);
}

/** Opens a curl command as an unsaved request. An auth key in it is not part of the request; the user may store it. */
export async function openCurl({ targets, connections, requests }: ConvertServices, text: string): Promise<void> {
  const { request, problem } = fromCurl(text);
  if (problem) {
    void showWarning(explainCurl(problem));
    return;
  }
  const { origin, key, ...content } = request;
  const operation =
    recognizeOperation(content, connections.knownPaths()) ??
    (await askOperation(vscode.l10n.t('Paste curl Command as Request')));
  if (!operation) return;
  const { connection, intended } = draftTarget({ origin, path: content.path }, operation, targets);
  const document = await requests.openDraftOf(operation, content.body, connection, intended);
  if (content.omittedHeaders.length) void showInformation(explainSkippedHeaders(content.omittedHeaders));
  if (origin === undefined) return;
  const onAdded = (name: string): Promise<void> => requests.pin(document, name);
  void (key ? connections.offerKey(origin, key, operation, onAdded) : connections.offerConnection(origin, onAdded));
}

/** Header names that fit in a message. */
const maximumNames = 8;

function explainSkippedHeaders(names: readonly string[]): string {
  const shown = names.slice(0, maximumNames).map((name) => oneLine(name, 40));
  const more = names.length - shown.length;
  const list = shown.join(', ');
  return more
    ? vscode.l10n.t('These headers from the command are not sent: {0} and {1} more.', list, more)
    : vscode.l10n.t('These headers from the command are not sent: {0}.', list);
}

async function askCommand(): Promise<string | undefined> {
  return vscode.window.showInputBox({
    title: vscode.l10n.t('Paste curl Command as Request'),
    ignoreFocusOut: true,
    prompt: vscode.l10n.t(
      'The clipboard does not contain a curl command. Paste one here, in bash, PowerShell or Command Prompt syntax.',
    ),
    validateInput: (text) => {
      const { problem } = fromCurl(text);
      return text && problem ? explainCurl(problem) : undefined;
    },
  });
}

/** Explains why a command cannot be opened as a request. */
export function explainCurl({ reason, detail }: CurlProblem): string {
  const detailText = withoutLinks(oneLine(detail, 80));
  switch (reason) {
    case 'no-command':
      return vscode.l10n.t('This is not a curl command.');
    case 'unclosed-quote':
      return vscode.l10n.t('The curl command is incomplete: a quote is never closed.');
    case 'substitution':
      return vscode.l10n.t(
        'The curl command uses the output of another command, which is not run. Replace that with the output itself.',
      );
    case 'no-url':
      return vscode.l10n.t('The curl command has no URL.');
    case 'several-urls':
      return vscode.l10n.t('The curl command has more than one URL or an unknown option: {0}', detailText);
    case 'no-body':
      return vscode.l10n.t('The curl command sends no body. Every request to Kapture needs a JSON body.');
    case 'method':
      return vscode.l10n.t('The curl command is a {0} request. Kapture accepts only POST.', detailText);
    case 'file':
      return detailText === '-'
        ? vscode.l10n.t('The curl command reads its body from standard input. Replace that with the JSON itself.')
        : vscode.l10n.t(
            'The curl command reads its body from the file {0}. Replace that with the JSON itself.',
            detailText,
          );
    case 'unsupported':
      return vscode.l10n.t('The curl command uses {0}, which requests to Kapture do not support.', detailText);
    case 'joined':
      return vscode.l10n.t(
        'The curl command has several bodies. curl joins them into one, which is not JSON. Put the JSON into a single option.',
      );
    case 'not-json':
      return vscode.l10n.t('The body of the curl command is not JSON.');
  }
}
