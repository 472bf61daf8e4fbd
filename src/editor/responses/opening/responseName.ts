import * as vscode from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import { exchangeTitle, responseSuffix } from '../../shared/documents/historyUri.ts';
import { responseScheme } from '../../shared/ids.ts';
import { timeText } from '../../shared/texts/localTexts.ts';

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
