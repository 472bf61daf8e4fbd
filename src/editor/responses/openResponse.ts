import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { columnOf } from '../shared/documents/editUri.ts';
import { exchangeTitle, responseSuffix } from '../shared/documents/historyUri.ts';
import { historyScheme, responseScheme } from '../shared/ids.ts';
import { type SendAgainPorts, sendAgain } from '../shared/sending/sendAgain.ts';
import type { RepeatedRequest } from '../shared/sending/sending.ts';
import { timeText } from '../shared/texts/localTexts.ts';

/**
 * Opens a response beside the request without moving the focus, in the column of the previous response if it is
 * visible.
 */
export async function openBeside(uri: vscode.Uri, preview: boolean): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, {
    viewColumn: columnOfResponses() ?? columnBeside(),
    preserveFocus: true,
    preview,
  });
}

/** A column next to the active one, preferably an existing one, because three columns are too narrow. */
function columnBeside(): vscode.ViewColumn {
  if (!vscode.window.activeTextEditor) return vscode.ViewColumn.Active;
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbors = [activeTabGroup.viewColumn + 1, activeTabGroup.viewColumn - 1];
  return neighbors.find((column) => columns.includes(column)) ?? vscode.ViewColumn.Beside;
}

/** A response of the history counts if it is active, because its request is then sent again from there. */
function columnOfResponses(): vscode.ViewColumn | undefined {
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const showsOne = (schemes: readonly string[], { activeTab }: vscode.TabGroup): boolean =>
    activeTab?.input instanceof vscode.TabInputText && schemes.includes(activeTab.input.uri.scheme);
  return showsOne([responseScheme, historyScheme], activeTabGroup)
    ? activeTabGroup.viewColumn
    : all.find((group) => showsOne([responseScheme], group))?.viewColumn;
}

/** Opens the headers of a response next to it instead of replacing it. */
export async function openHeaders(headers: vscode.Uri, response: vscode.Uri): Promise<void> {
  const viewColumn = columnOf(response) ?? vscode.ViewColumn.Active;
  await vscode.window.showTextDocument(headers, { preview: false, viewColumn });
}

/**
 * The name of the document of a response. It has the time if an earlier response with the same name stays open, as all
 * of them do with `keepsEarlier`, so that their tabs differ.
 */
export function responseName(exchange: Exchange, keepsEarlier: boolean): string {
  const [title, suffix] = [exchangeTitle(exchange), responseSuffix(exchange)];
  const isEarlier = ({ input, isPreview }: vscode.Tab): boolean =>
    input instanceof vscode.TabInputText &&
    input.uri.scheme === responseScheme &&
    input.uri.path.endsWith(`/${title}${suffix}`) &&
    (keepsEarlier || !isPreview);
  const staysOpen = vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(isEarlier));
  // Not every file system allows colons, and the document can be saved as a file.
  return staysOpen ? `${title}, ${timeText(exchange.sentAt).replaceAll(':', '.')}${suffix}` : title + suffix;
}

/**
 * Sends the request of a response again. `options`: the document that it is from, and whether to ask before a write.
 */
export async function sendResponseAgain(
  exchange: Exchange,
  ports: SendAgainPorts,
  options: Pick<RepeatedRequest, 'document' | 'asksBeforeWrite'>,
): Promise<void> {
  await sendAgain(exchange, ports, { ...options, retry: () => sendResponseAgain(exchange, ports, options) });
}
