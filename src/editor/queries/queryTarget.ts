import * as vscode from 'vscode';
import type { QuerySource } from '../../kapture/query/query.ts';
import { historyScheme, queryScheme, recordScheme, responseScheme } from '../shared/ids.ts';
import { readRecordUri } from '../shared/documents/recordUri.ts';
import { showResponseNotInMemory, showInformation } from '../shared/dialogs/messages.ts';
import { exchangeTitle } from '../shared/documents/historyUri.ts';
import { moduleTitle } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { QueryPorts } from './queryCommands.ts';

/** The data that a query is for. */
export interface QueryTarget {
  /** Identifies the document or pull. */
  readonly id: string;
  /** Identifies the data, which can change in the same document or pull. */
  readonly key: string;
  readonly title: string;
  /** The name for the document of the result. */
  readonly name: string;
  /** The placeholder of the input. */
  readonly example: string;
  /** What `$` is, unless that is what the document shows. */
  readonly root?: string;
  readonly source: QuerySource;
}

/** Whether a document can be queried. */
export function isQueryable({ scheme }: vscode.Uri): boolean {
  return [responseScheme, historyScheme, recordScheme].includes(scheme);
}

/** The response or record of a document. Undefined if it is no longer available, which the user was told. */
export async function targetOfDocument(uri: vscode.Uri, { exchangeOf }: QueryPorts): Promise<QueryTarget | undefined> {
  if (uri.scheme === recordScheme) return targetOfRecord(uri);
  const exchange = isQueryable(uri) ? await exchangeOf(uri) : undefined;
  if (!exchange) {
    showResponseNotInMemory();
    return undefined;
  }
  const { text } = exchange.response;
  // The query of the URI identifies a part of the response, and is not part of the ID.
  const id = uri.with({ query: '' }).toString();
  return {
    id,
    key: id,
    title: vscode.l10n.t('Query Response'),
    name: exchangeTitle(exchange),
    example: '$..phone',
    source: typeof text === 'string' ? { kind: 'text', text } : { kind: 'packed', blocks: text.blocks },
  };
}

async function targetOfRecord(uri: vscode.Uri): Promise<QueryTarget> {
  const document = await vscode.workspace.openTextDocument(uri);
  return {
    id: uri.toString(),
    key: `${uri.toString()} ${document.version}`,
    title: vscode.l10n.t('Query Record'),
    name: oneLine(readRecordUri(uri)?.id ?? '', 60),
    example: '$.contacts[*].phone',
    source: { kind: 'text', text: document.getText() },
  };
}

/** The customers of the view. Undefined if there are none, which the user was told. */
export async function targetOfCustomers({ customers }: QueryPorts): Promise<QueryTarget | undefined> {
  const { model, storage } = await customers();
  const shown = await model.settled();
  const database = storage.path;
  if (!shown || database === undefined) {
    void showInformation(vscode.l10n.t('There is nothing to query. Pull a range first.'));
    return undefined;
  }
  const { pull, loaded } = shown;
  return {
    id: `${database} ${pull.id}`,
    key: `${database} ${pull.id} ${model.version}`,
    title:
      loaded === 1
        ? vscode.l10n.t('Query 1 Record of {0}', pull.connection)
        : vscode.l10n.t('Query {0} Records of {1}', numberText(loaded), pull.connection),
    name: vscode.l10n.t('{0} – {1}', moduleTitle(pull.module), pull.connection),
    example: pull.module === 'ticket' ? '$[?@.status == "Pending"].ticketId' : '$[?@.city == "Pune"].name',
    root: vscode.l10n.t('$ is the list of all these records, and $[0] is the first one'),
    source: { kind: 'pull', database, pull: pull.id },
  };
}

export function isResult({ scheme }: vscode.Uri): boolean {
  return scheme === queryScheme;
}
