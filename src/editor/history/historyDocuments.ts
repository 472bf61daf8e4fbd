import * as vscode from 'vscode';
import { formatLoose } from '../../kapture/json/looseJson.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { HistoryHead, KeptExchange } from '../../kapture/store/historyStore.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import {
  exchangeTitle,
  headersQuery,
  headersSuffix,
  headersText,
  summaryLink,
  summaryOf,
  wordsOf,
} from '../shared/texts/exchangeTexts.ts';
import { historyUri, readHistoryUri } from '../shared/documents/historyUri.ts';
import { timeText, whenText } from '../shared/texts/localTexts.ts';
import type { HistoryKeeper } from './historyKeeper.ts';

/** Responses of the history as read-only files, which an editor finds again after a reload. Laid out as responses are. */
export class HistoryDocuments {
  readonly #keeper: HistoryKeeper;

  constructor(keeper: HistoryKeeper) {
    this.#keeper = keeper;
  }

  uriOf(head: HistoryHead): vscode.Uri {
    return uriOf(head, suffixOf(head));
  }

  /** The document of the headers, and of what was sent. */
  headersUriOf(head: HistoryHead): vscode.Uri {
    return uriOf(head, headersSuffix).with({ query: headersQuery });
  }

  /** The size is that of the response's text as it is kept: VS Code asks it only whether a file is a large one, and to lay the text out takes as long as to show it. */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { id, bytes, hasResponse } = found(uri, await this.#head(uri));
    // Ids are moments in microseconds; nothing about a response ever changes.
    const moment = Math.floor(id / 1000);
    return {
      type: vscode.FileType.File,
      ctime: moment,
      mtime: moment,
      size: hasResponse ? bytes : 0,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async read(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.#textOf(uri));
  }

  async #textOf(uri: vscode.Uri): Promise<string> {
    if (uri.query === headersQuery) {
      const head = found(uri, await this.#head(uri));
      return headersText({ ...head, response: head });
    }
    const { exchange, hasResponse } = found(uri, await this.#find(uri));
    return hasResponse
      ? formatLoose(String(exchange.response.text))
      : vscode.l10n.t(
          'This response exceeds the limit for a response in the history (5 MB, or less with the setting kapture.history.maxMegabytes), so its text was not stored.',
        );
  }

  async lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const kept = uri.query === headersQuery ? undefined : await this.#find(uri);
    if (!kept) return [];
    const { exchange } = kept;
    const entry = { entry: { id: kept.id } };
    const words = wordsOf(exchange);
    const commands: vscode.Command[] = [
      commandLink('kapture.openHistoryRequest', withIcon('go-to-file', vscode.l10n.t('Open Request')), entry),
      commandLink('kapture.compareWithPrevious', withIcon('diff', vscode.l10n.t('Compare with Previous')), entry),
      // A write is sent again from the menu alone: not by a click that slipped.
      ...(operations[exchange.operation].writes
        ? []
        : [commandLink('kapture.resendFromHistory', withIcon('refresh', vscode.l10n.t('Send Again')), entry)]),
      summaryLink('kapture.showHistoryHeaders', `${summaryOf(exchange)} · ${timeText(exchange.sentAt)}`, entry),
      ...(words ? [{ title: words, command: '' }] : []),
    ];
    return commands.map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
  }

  async #find(uri: vscode.Uri): Promise<KeptExchange | undefined> {
    const reference = readHistoryUri(uri);
    return reference && this.#keeper.try((store) => store.get(reference.id), undefined);
  }

  /** Without the text of the response. */
  async #head(uri: vscode.Uri): Promise<HistoryHead | undefined> {
    const reference = readHistoryUri(uri);
    return reference && this.#keeper.try((store) => store.head(reference.id), undefined);
  }
}

function found<Kept>(uri: vscode.Uri, kept: Kept | undefined): Kept {
  if (!kept) throw vscode.FileSystemError.FileNotFound(uri);
  return kept;
}

function uriOf(head: HistoryHead, suffix: string): vscode.Uri {
  // The address of a document stays: it is found by it after a reload, and on the day after.
  const time = whenText(head.sentAt).replace(/[:/\\]/g, '.');
  return historyUri(head, `${exchangeTitle(head)}, ${time}${suffix}`);
}

/**
 * The ending that `responseSuffix` gives, by what is known of a response without its text: rows ask for it as they are pointed
 * at. Whatever said how it came out was JSON, and so is what was cut off; of the rest the server says what it is.
 */
function suffixOf({ outcome, trouble, message, contentType, hasResponse }: HistoryHead): string {
  const isJson =
    outcome !== 'unreadable' ||
    message !== undefined ||
    trouble === 'truncated' ||
    trouble === 'unknown-envelope' ||
    trouble === 'no-list' ||
    (trouble !== 'not-json' && /json/i.test(contentType));
  if (isJson && hasResponse) return '.kapture-response';
  return hasResponse && /html/i.test(contentType) ? '.html' : '.txt';
}
