import * as vscode from 'vscode';
import { readRecording, recordingSuffix, type Recording } from '../../kapture/recordings/recording.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import type { RecordingPorts } from './ports.ts';

/** What the sandbox lists of a recording. */
type Taught = Omit<Recording, 'response'> & { readonly name: string };

/** The actions above a recording. */
export function recordingLenses({ uri, isUntitled }: vscode.TextDocument): vscode.CodeLens[] {
  const place = new vscode.Range(0, 0, 0, 0);
  const teach = commandLink('kapture.teachSandbox', withIcon('beaker', vscode.l10n.t('Teach the Sandbox')), uri);
  if (!isUntitled) return [new vscode.CodeLens(place, teach)];
  const notice = { title: vscode.l10n.t('Anonymized copy, not saved'), command: '' };
  return [teach, notice].map((command) => new vscode.CodeLens(place, command));
}

/** Teaches the sandbox of this window the recording in a document, saved or not. */
export async function teachSandbox(
  uri = vscode.window.activeTextEditor?.document.uri,
  { sandbox, log }: RecordingPorts,
): Promise<void> {
  if (!uri) return;
  const text = (await vscode.workspace.openTextDocument(uri)).getText();
  const { recording, problem } = readRecording(text);
  if (!recording) {
    void showWarning(vscode.l10n.t('The sandbox was not taught: {0}', problemText(problem)));
    return;
  }
  const name = nameOf(uri);
  await sandbox.control('/sandbox/recordings', { name, recording: text });
  void showInformation(
    vscode.l10n.t('Until it stops, the sandbox responds with the recording “{0}”.', oneLabel(name)),
    log,
    {
      title: vscode.l10n.t('Forget'),
      run: () => sandbox.control('/sandbox/recordings/forget', { names: [name] }),
    },
  );
}

/** Lets the user pick what the sandbox forgets. */
export async function forgetTaught({ sandbox }: RecordingPorts): Promise<void> {
  const taught = await sandbox.control<readonly Taught[]>('/sandbox/recordings');
  if (!taught.length) {
    void showInformation(vscode.l10n.t('The sandbox has not been taught any responses.'));
    return;
  }
  const items = taught.map(({ name, operation, dialect, match }) => ({
    label: oneLabel(name, 100),
    description: `${operationTitle(operation)} (${dialect})`,
    detail: oneDetail(
      Object.entries(match)
        .map(([pointer, value]) => `${pointer} = ${JSON.stringify(value)}`)
        .join(', '),
      120,
    ),
    name,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Forget Taught Responses'),
    placeHolder: vscode.l10n.t('Select the responses that the sandbox should forget'),
    canPickMany: true,
  });
  if (picked?.length) await sandbox.control('/sandbox/recordings/forget', { names: picked.map(({ name }) => name) });
}

/** The name under which a recording is listed: the path of its file in the workspace, or the name of an unsaved one. */
function nameOf(uri: vscode.Uri): string {
  const name = uri.scheme === 'untitled' ? uri.path.split('/').at(-1)! : vscode.workspace.asRelativePath(uri);
  return name.replace(recordingSuffix, '');
}
