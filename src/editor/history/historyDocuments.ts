import * as vscode from 'vscode';
import { formatLoose } from '../../kapture/looseJson.ts';
import { operations } from '../../kapture/operations.ts';
import type { KeptExchange } from '../../kapture/store/historyStore.ts';
import { commandLink, withIcon } from '../commands.ts';
import { exchangeTitle, headersQuery, headersSuffix, headersText, replySuffix, summaryLink, summaryOf, wordsOf } from '../exchangeTexts.ts';
import { historyUri, readHistoryUri } from '../historyUri.ts';
import { timeText, whenText } from '../localTexts.ts';
import type { HistoryKeeper } from './historyKeeper.ts';

/** Replies of the history as read-only files, which an editor finds again after a reload. Laid out as replies are. */
export class HistoryDocuments {
  readonly #keeper: HistoryKeeper;

  constructor(keeper: HistoryKeeper) {
    this.#keeper = keeper;
  }

  uriOf(kept: KeptExchange): vscode.Uri {
    return uriOf(kept, replySuffix(kept.exchange));
  }

  /** The document of the headers, and of what was sent. */
  headersUriOf(kept: KeptExchange): vscode.Uri {
    return uriOf(kept, headersSuffix).with({ query: headersQuery });
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const { id } = this.#kept(uri);
    // Ids are moments in microseconds; nothing about a reply ever changes.
    const moment = Math.floor(id / 1000);
    return { type: vscode.FileType.File, ctime: moment, mtime: moment, size: this.read(uri).byteLength, permissions: vscode.FilePermission.Readonly };
  }

  read(uri: vscode.Uri): Uint8Array {
    const { exchange, hasReply } = this.#kept(uri);
    const text = uri.query === headersQuery ? headersText(exchange) : hasReply ? formatLoose(String(exchange.reply.text)) : vscode.l10n.t('This reply was longer than what the history keeps of one (5 MB, or less with the setting kapture.history.maxMegabytes), so its text was not kept.');
    return new TextEncoder().encode(text);
  }

  lenses(uri: vscode.Uri): vscode.CodeLens[] {
    const kept = uri.query === headersQuery ? undefined : this.find(uri);
    if (!kept) return [];
    const { exchange } = kept;
    const entry = { entry: { id: kept.id } };
    const words = wordsOf(exchange);
    const commands: vscode.Command[] = [
      summaryLink('kapture.showHistoryHeaders', `${summaryOf(exchange)} · ${timeText(exchange.sentAt)}`, entry),
      ...(words ? [{ title: words, command: '' }] : []),
      commandLink('kapture.openHistoryRequest', withIcon('go-to-file', vscode.l10n.t('Open Request')), entry),
      commandLink('kapture.compareWithPrevious', withIcon('diff', vscode.l10n.t('Compare with Previous')), entry),
      // A write is sent again from the menu alone: not by a click that slipped.
      ...(operations[exchange.operation].writes ? [] : [commandLink('kapture.resendFromHistory', withIcon('refresh', vscode.l10n.t('Send Again')), entry)]),
    ];
    return commands.map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
  }

  find(uri: vscode.Uri): KeptExchange | undefined {
    const reference = readHistoryUri(uri);
    return reference && this.#keeper.try((store) => store.get(reference.id), undefined);
  }

  #kept(uri: vscode.Uri): KeptExchange {
    const kept = this.find(uri);
    if (!kept) throw vscode.FileSystemError.FileNotFound(uri);
    return kept;
  }
}

function uriOf({ id, exchange }: KeptExchange, suffix: string): vscode.Uri {
  // The address of a document stays: it is found by it after a reload, and on the day after.
  const time = whenText(exchange.sentAt).replace(/[:/\\]/g, '.');
  return historyUri({ operation: exchange.operation, id }, `${exchangeTitle(exchange)}, ${time}${suffix}`);
}
