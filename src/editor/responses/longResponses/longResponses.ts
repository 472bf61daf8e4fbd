import * as vscode from 'vscode';
import { l10n } from 'vscode';
import type { LongExchange } from '../../../kapture/exchange/exchange.ts';
import { commandLink, withIcon } from '../../shared/commands.ts';
import { columnOf } from '../../shared/documents/editUri.ts';
import { exportFolder, keepExportFolder } from '../../shared/documents/files.ts';
import { showInformation } from '../../shared/dialogs/messages.ts';
import { fileText, numberText } from '../../shared/texts/localTexts.ts';
import { oneLabel } from '../../shared/texts/plainText.ts';
import { type ResponsePart, partText, partsOf } from './responseParts.ts';

/** The text of the part that a document shows. */
export function textOfPart(exchange: LongExchange, uri: vscode.Uri): string {
  return partText(exchange, partIndex(uri));
}

/** The code lenses of a part: navigation and position of the part, and the actions for the whole response. */
export function partCommands(
  exchange: LongExchange,
  uri: vscode.Uri,
): { readonly steps: vscode.Command[]; readonly position: vscode.Command; readonly whole: vscode.Command[] } {
  const parts = partsOf(exchange);
  const index = partIndex(uri);
  const part = parts[index];
  return {
    steps: [
      ...(index + 1 < parts.length
        ? [commandLink('kapture.nextResponsePart', withIcon('arrow-down', vscode.l10n.t('Next Part')), uri)]
        : []),
      ...(index > 0
        ? [commandLink('kapture.previousResponsePart', withIcon('arrow-up', vscode.l10n.t('Previous Part')), uri)]
        : []),
    ],
    position: { title: part ? partDescription(exchange, part, index, parts.length) : '', command: '' },
    whole: [
      commandLink('kapture.saveWholeResponse', withIcon('save-as', vscode.l10n.t('Save Entire Response As…')), uri),
    ],
  };
}

/** Shows the next or the previous part in place of the one that a document shows. */
export async function showOtherPart(exchange: LongExchange, uri: vscode.Uri, step: 1 | -1): Promise<void> {
  const next = Math.max(0, partIndex(uri) + step);
  if (next < partsOf(exchange).length) await showPart(uri, next);
  else void showInformation(vscode.l10n.t('This is the end of the response: there is no next part.'));
}

/** Saves the response as a UTF-8 file that the user chooses. */
export async function saveWhole(exchange: LongExchange, state: vscode.Memento): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Save Entire Response'),
    filters: { JSON: ['json'] },
    defaultUri: vscode.Uri.joinPath(await exportFolder(state), 'response.json'),
  });
  if (!target) return;
  if (target.scheme === 'file') await keepExportFolder(state, target);
  // VS Code cannot cancel the write of a file.
  const progress = { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Saving the response') };
  await vscode.window.withProgress(progress, async () =>
    vscode.workspace.fs.writeFile(target, exchange.response.text.bytes(0, exchange.response.text.length)),
  );
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved {0}', oneLabel(fileText(target), 200)), 3000);
}

async function showPart(uri: vscode.Uri, index: number): Promise<void> {
  const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Active;
  const document = await vscode.workspace.openTextDocument(uri.with({ query: `part=${index}` }));
  await vscode.window.showTextDocument(document, { preview: true, viewColumn });
}

function partDescription(
  { response: { reading } }: LongExchange,
  { records }: ResponsePart,
  index: number,
  count: number,
): string {
  const part = partTitle(index, count);
  return records
    ? vscode.l10n.t(
        '{0}: customers {1}–{2} of {3}',
        part,
        ...[records.first + 1, records.last + 1, reading.records.length].map((count) => numberText(count)),
      )
    : part;
}

/** The index of a document's part, counted from 0. */
function partIndex({ query }: vscode.Uri): number {
  return Number(/^part=(\d+)$/.exec(query)?.[1] ?? 0);
}

/** The title of a part. `index` counts from 0. */
function partTitle(index: number, count: number): string {
  return l10n.t('Part {0} of {1}', numberText(index + 1), numberText(count));
}
