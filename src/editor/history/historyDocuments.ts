import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { HistoryEntry, HistoryHead, StoredExchange } from '../../kapture/store/historyEntry.ts';
import { isUncertainWrite, writtenCustomerFields } from '../../kapture/exchange/writtenCustomer.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import {
  exchangeTitle,
  headersQuery,
  headersSuffix,
  headersText,
  historyUri,
  readHistoryUri,
} from '../shared/documents/historyUri.ts';
import { lensFailure, summaryLink, summaryOf } from '../shared/texts/exchangeTexts.ts';
import { timeText, whenText } from '../shared/texts/localTexts.ts';
import { openCustomerLink, otherRecordWords } from '../shared/texts/customerTexts.ts';
import type { EntryReference } from './historyActions.ts';
import type { HistoryStorage } from './historyStorage.ts';
import { entryOutcomeText, unansweredSentences, unansweredText } from './entryTexts.ts';

/**
 * The responses of the history as read-only files, which VS Code can reopen after a reload. They are formatted like new
 * responses.
 */
export class HistoryDocuments {
  readonly #storage: HistoryStorage;

  constructor(storage: HistoryStorage) {
    this.#storage = storage;
  }

  uriOf(entry: HistoryEntry): vscode.Uri {
    return uriOf(entry, suffixOf(entry));
  }

  /** The document with the headers and the request. */
  headersUriOf(entry: HistoryEntry): vscode.Uri {
    return uriOf(entry, headersSuffix).with({ query: headersQuery });
  }

  /**
   * The size is that of the stored text, before formatting. VS Code only uses it to detect large files, and formatting
   * the text takes as long as showing it.
   */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { id, bytes, hasResponse, unanswered } = found(uri, await this.#head(uri));
    // Ids are timestamps in microseconds. An entry changes when a write is no longer in progress.
    const created = Math.floor(id / 1000);
    return {
      type: vscode.FileType.File,
      ctime: created,
      mtime: unanswered === 'sending' ? created : created + 1,
      size: hasResponse ? bytes : 0,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await this.#textOf(uri));
  }

  async #textOf(uri: vscode.Uri): Promise<string> {
    if (uri.query === headersQuery) {
      const head = found(uri, await this.#head(uri));
      return headersText({ ...head, response: head }, head.unanswered && `(${unansweredText(head)})`);
    }
    const { exchange, hasResponse, unanswered } = found(uri, await this.#find(uri));
    if (unanswered) return unansweredSentences({ ...exchange.response.reading, unanswered }).join('\n');
    return hasResponse
      ? formatLoose(String(exchange.response.text))
      : vscode.l10n.t(
          'This response is too large for the history, so its text was not stored. The limit is 5 MB, or less if kapture.history.maxMegabytes is lower.',
        );
  }

  async lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const kept = uri.query === headersQuery ? undefined : await this.#find(uri);
    if (!kept) return [];
    const { exchange, unanswered } = kept;
    const entry = { entry: { id: kept.id } };
    if (unanswered) return atStart(unansweredLenses(entry, exchange, unanswered));
    const words = lensFailure(exchange);
    const { reading } = exchange.response;
    const other = otherRecordWords(exchange, reading.otherId);
    const isUncertain = isUncertainWrite(exchange.operation, reading);
    const opened = other === undefined ? openCustomerLink(exchange) : undefined;
    const commands: vscode.Command[] = [
      ...(other === undefined ? [] : [{ title: withIcon('warning', other), command: '' }]),
      ...(isUncertain ? getCustomerLinks(entry, exchange) : []),
      // Two lenses do not fit beside another editor. Open Request is also in the title bar.
      opened ?? commandLink('kapture.openHistoryRequest', withIcon('go-to-file', vscode.l10n.t('Open Request')), entry),
      // A write is sent again only from the menu, so that an accidental click cannot send it.
      ...(operations[exchange.operation].writes
        ? []
        : [commandLink('kapture.sendAgain', withIcon('refresh', vscode.l10n.t('Send Again')), uri)]),
      summaryLink('kapture.showHistoryHeaders', summaryOf(exchange), entry),
      ...(words ? [{ title: words, command: '' }] : []),
    ];
    return atStart(commands);
  }

  /** The exchange of a document; undefined if it is no longer in the history, or has no response but needs one. */
  async exchangeOf(uri: vscode.Uri, needsResponse = true): Promise<Exchange | undefined> {
    const found = await this.#find(uri);
    return found?.hasResponse || !needsResponse ? found?.exchange : undefined;
  }

  async #find(uri: vscode.Uri): Promise<StoredExchange | undefined> {
    const reference = readHistoryUri(uri);
    return reference && this.#storage.read((store) => store.get(reference.id), undefined);
  }

  /** The stored exchange without the text of its response. */
  async #head(uri: vscode.Uri): Promise<HistoryHead | undefined> {
    const reference = readHistoryUri(uri);
    return reference && this.#storage.read((store) => store.head(reference.id), undefined);
  }
}

function found<Kept>(uri: vscode.Uri, kept: Kept | undefined): Kept {
  if (!kept) throw vscode.FileSystemError.FileNotFound(uri);
  return kept;
}

function atStart(commands: readonly vscode.Command[]): vscode.CodeLens[] {
  return commands.map((command) => new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), command));
}

/** The lenses of a write without a response. */
function unansweredLenses(
  entry: EntryReference,
  exchange: Exchange,
  unanswered: StoredExchange['unanswered'],
): vscode.Command[] {
  const outcome = entryOutcomeText({ ...exchange.response.reading, unanswered });
  return [
    ...getCustomerLinks(entry, exchange),
    commandLink('kapture.openHistoryRequest', withIcon('go-to-file', vscode.l10n.t('Open Request')), entry),
    summaryLink('kapture.showHistoryHeaders', withIcon('question', `${outcome} · ${timeText(exchange.sentAt)}`), entry),
  ];
}

/** Getting the customer of a write shows whether it was carried out. */
function getCustomerLinks(entry: EntryReference, exchange: Exchange): vscode.Command[] {
  return writtenCustomerFields(exchange)
    ? [commandLink('kapture.getHistoryCustomer', withIcon('person', vscode.l10n.t('Get Customer')), entry)]
    : [];
}

function uriOf(entry: HistoryEntry, suffix: string): vscode.Uri {
  // The name must not depend on today's date, because VS Code reopens the document by its URI, also after a reload or
  // on another day.
  const time = whenText(entry.sentAt).replace(/[:/\\]/g, '.');
  return historyUri(entry, `${exchangeTitle(entry)}, ${time}${suffix}`);
}

/**
 * The same suffix as `responseSuffix`, derived without reading the text, because each row needs it. A response with a
 * known outcome or a message was JSON, and so was a truncated one. For any other response, the content type decides.
 */
function suffixOf({ outcome, trouble, message, contentType, hasResponse }: HistoryEntry): string {
  const isJson =
    outcome !== 'unrecognized' ||
    message !== undefined ||
    trouble === 'truncated' ||
    trouble === 'unknown-envelope' ||
    trouble === 'no-list' ||
    trouble === 'no-record' ||
    (trouble !== 'not-json' && /json/i.test(contentType));
  if (isJson && hasResponse) return '.kapture-response';
  return hasResponse && /html/i.test(contentType) ? '.html' : '.txt';
}
