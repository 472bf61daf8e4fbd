import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { sizeText } from '../shared/texts/localTexts.ts';

/** Says that a response is too long to be compared, or to be kept as a baseline. */
export function warnTooLong({ connection, response }: Exchange): void {
  void showInformation(
    vscode.l10n.t(
      'The response from {0} is too long to compare ({1}). The limit is 1 MB.',
      connection,
      sizeText(response.bytes),
    ),
  );
}
