import * as vscode from 'vscode';
import { type QuickPickItem, l10n } from 'vscode';
import type { LongExchange } from '../../../kapture/exchange/exchange.ts';
import { readCustomer } from '../../../kapture/records/customer.ts';
import { commandLink, withIcon } from '../../shared/commands.ts';
import { columnOf } from '../../shared/documents/editUri.ts';
import { exportFolder, keepExportFolder } from '../../shared/documents/files.ts';
import { showInformation } from '../../shared/questions/messages.ts';
import { withProgress } from '../../shared/questions/progress.ts';
import { fileText, numberText } from '../../shared/texts/localTexts.ts';
import { oneDetail, oneLabel, oneLine } from '../../shared/texts/plainText.ts';
import { type ResponsePart, partAt, partText, partsOf } from './responseParts.ts';
import { type Hits, findHits, rangeInFormatted } from './searchText.ts';

/** The maximum number of hits shown. */
const maxHits = 200;

/** The last search in each response, offered again so that the user can go to another hit. */
const lastSearches = new WeakMap<LongExchange, string>();

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
      commandLink('kapture.searchWholeResponse', withIcon('search', vscode.l10n.t('Search Entire Response…')), uri),
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

/** Asks for a text, lets the user pick one of its hits, and shows the part with that hit. */
export async function searchWhole(exchange: LongExchange, uri: vscode.Uri): Promise<void> {
  const word = await vscode.window.showInputBox({
    title: vscode.l10n.t('Search Entire Response'),
    prompt: vscode.l10n.t('Text to find in the response (not case-sensitive)'),
    value: lastSearches.get(exchange) ?? '',
  });
  if (!word) return;
  lastSearches.set(exchange, word);
  const { text } = exchange.response;
  const found = await withProgress(vscode.l10n.t('Searching the response'), async (signal) => {
    const hits = await findHits(text, word, maxHits, signal);
    const items = hits && (await hitItems(exchange, word, hits.offsets, signal));
    return items && { hits, items };
  });
  if (!found) return;
  const { hits, items } = found;
  if (!hits.count) {
    void showInformation(vscode.l10n.t('“{0}” does not appear in this response.', oneLine(word)));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, {
    title: hitsTitle(word, hits),
    placeHolder: vscode.l10n.t('Type to narrow down the results'),
    matchOnDetail: true,
  });
  if (!picked) return;
  const index = partAt(exchange, picked.offset);
  const { start } = partsOf(exchange)[index]!;
  await showPart(uri, index, (document) => {
    const shown = rangeInFormatted(text.slice(start, picked.offset), word, document.getText());
    return new vscode.Range(document.positionAt(shown.start), document.positionAt(shown.end));
  });
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

/** Shows a part in the editor of another part. `select` returns the range to select. */
async function showPart(
  uri: vscode.Uri,
  index: number,
  select?: (document: vscode.TextDocument) => vscode.Range | undefined,
): Promise<void> {
  const viewColumn = columnOf(uri) ?? vscode.ViewColumn.Active;
  const document = await vscode.workspace.openTextDocument(uri.with({ query: `part=${index}` }));
  const selection = select?.(document);
  await vscode.window.showTextDocument(document, {
    preview: true,
    viewColumn,
    ...(selection && { selection }),
  });
}

function hitsTitle(word: string, { offsets, count }: Hits): string {
  const shown = oneLine(word, 40);
  if (count === 1) return vscode.l10n.t('“{0}”: 1 result', shown);
  return count > offsets.length
    ? vscode.l10n.t('“{0}”: {1} results, the first {2} shown', shown, numberText(count), numberText(offsets.length))
    : vscode.l10n.t('“{0}”: {1} results', shown, numberText(count));
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

export interface HitItem extends QuickPickItem {
  /** Offset of the hit in the response, in bytes. */
  readonly offset: number;
}

/** The number of bytes around a hit that fit into a row. */
const bytesBefore = 30,
  bytesAfter = 50;

/** A longer record is not parsed for its customer, because that takes 4 ms per 100 kB. */
const maxRecordBytes = 32_000;

/**
 * Quick pick items for the hits of a search: the surrounding text, the customer and the part. Undefined if it was
 * canceled. Yields between hits, so that other extension code can run.
 */
export async function hitItems(
  exchange: LongExchange,
  word: string,
  offsets: readonly number[],
  signal: AbortSignal,
): Promise<HitItem[] | undefined> {
  const customerText = customerTextAt(exchange);
  const items: HitItem[] = [];
  for (const offset of offsets) {
    items.push({
      offset,
      label: excerpt(exchange, offset, Buffer.byteLength(word)),
      detail: [...customerText(offset), partTitle(partAt(exchange, offset), partsOf(exchange).length)].join(' · '),
    });
    await new Promise<void>((resolve) => void setImmediate(resolve));
    if (signal.aborted) return undefined;
  }
  return items;
}

function excerpt({ response: { text } }: LongExchange, offset: number, length: number): string {
  const [start, end] = [Math.max(0, offset - bytesBefore), Math.min(text.length, offset + length + bytesAfter)];
  // Drops the replacement characters of letters that were cut in half.
  const [first, last] = [
    text.slice(start, offset).replace(/^\uFFFD+/, ''),
    text.slice(offset, end).replace(/\uFFFD+$/, ''),
  ];
  return oneLabel(`${start > 0 ? '…' : ''}${first}${last}${end < text.length ? '…' : ''}`);
}

/** Returns a function for the name and id of the customer at an offset. Call it with ascending offsets. */
function customerTextAt(exchange: LongExchange): (offset: number) => readonly string[] {
  const {
    timeZone,
    response: {
      text,
      reading: { records },
    },
  } = exchange;
  let [at, cached] = [0, -1];
  let texts: readonly string[] = [];
  return (offset) => {
    while (at < records.length && records[at]!.end <= offset) at++;
    const record = records[at];
    if (!record || record.start > offset || record.end - record.start > maxRecordBytes) return [];
    if (cached !== at) {
      const customer = readCustomer(text.slice(record.start, record.end), timeZone);
      texts = customer ? [customer.name, customer.id].filter(Boolean).map((one) => oneDetail(one, 40)) : [];
      cached = at;
    }
    return texts;
  };
}

/** The title of a part. `index` counts from 0. */
export function partTitle(index: number, count: number): string {
  return l10n.t('Part {0} of {1}', numberText(index + 1), numberText(count));
}
