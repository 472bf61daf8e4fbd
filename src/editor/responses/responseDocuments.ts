import * as vscode from 'vscode';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { columnOf } from '../shared/documents/editUri.ts';
import {
  exchangeTitle,
  headersQuery,
  headersSuffix,
  headersText,
  responseSuffix,
} from '../shared/documents/historyUri.ts';
import { historyScheme, responseScheme } from '../shared/ids.ts';
import { responseNotInMemoryText } from '../shared/dialogs/messages.ts';
import { timeText } from '../shared/texts/localTexts.ts';

/**
 * The maximum number of responses kept in memory for open documents. Documents of older ones can no longer be reloaded.
 */
const maxResponses = 50;
/** The maximum size of the kept responses without the newest, in characters or bytes. */
const maxTotalLength = 150_000_000;

/** Responses as read-only documents. JSON is formatted, but its numbers, keys and strings are unchanged. */
export class ResponseDocuments implements vscode.TextDocumentContentProvider {
  readonly #responses = new Map<string, Exchange>();
  // Makes URIs unique, because documents of an earlier session may still be open.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Adds a response. Returns the URI of its document, which has this name. */
  add(response: Exchange, name: string): vscode.Uri {
    const id = `${this.#session}-${++this.#count}`;
    this.#responses.set(id, response);
    for (const oldest of [...this.#responses.keys()].slice(0, -1)) {
      if (this.#responses.size <= maxResponses && this.#length <= maxTotalLength) break;
      this.#responses.delete(oldest);
    }
    return vscode.Uri.from({ scheme: responseScheme, path: `/${id}/${name}` });
  }

  /** The URI of the document with the headers and the request as it was sent, with its variables replaced. */
  headersUri(uri: vscode.Uri): vscode.Uri {
    return uri.with({ path: uri.path.replace(/\.[^.]*$/, headersSuffix), query: headersQuery });
  }

  exchangeOf(uri: vscode.Uri): Exchange | undefined {
    return uri.scheme === responseScheme ? this.#responses.get(uri.path.split('/')[1] ?? '') : undefined;
  }

  get #length(): number {
    return [...this.#responses.values()].reduce((sum, { response: { text } }) => {
      return sum + (typeof text === 'string' ? text.length : text.heldBytes);
    }, 0);
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const exchange = this.exchangeOf(uri);
    if (!exchange) return responseNotInMemoryText();
    if (uri.query === headersQuery) return headersText(exchange);
    if (isLong(exchange)) return (await import('./longResponses/longResponses.ts')).textOfPart(exchange, uri);
    const text = String(exchange.response.text);
    return readLoose(text).problem === 'not-json' ? text : formatLoose(text);
  }
}

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

/**
 * A column next to the active one, preferably an existing one, because three columns are too narrow for their texts.
 */
function columnBeside(): vscode.ViewColumn {
  if (!vscode.window.activeTextEditor) return vscode.ViewColumn.Active;
  const { all, activeTabGroup } = vscode.window.tabGroups;
  const columns = all.map(({ viewColumn }) => viewColumn);
  const neighbors = [activeTabGroup.viewColumn + 1, activeTabGroup.viewColumn - 1];
  return neighbors.find((column) => columns.includes(column)) ?? vscode.ViewColumn.Beside;
}

/**
 * The column of responses; undefined if no response is visible. A response of the history counts if it is active,
 * because its request is then sent again from there.
 */
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
 * The name of a response's document. If an earlier response with the same name stays open, as all do with
 * `keepsEarlier`, the name has the time, so that the tabs differ.
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
