import * as vscode from 'vscode';
import type { ExtensionContext, Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { CommandId } from '../shared/commandMap.ts';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { queryScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import type { Queries } from './queries.ts';

/** Registers queries and the documents with their results. The rest is loaded on first use. */
export function registerQueries(ports: QueryPorts): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let queries: Queries | undefined;
  const load = async (): Promise<Queries> => {
    const { Queries } = await import('./queries.ts');
    return (queries ??= new Queries(ports, changed));
  };
  return vscode.Disposable.from(
    changed,
    { dispose: () => queries?.dispose() },
    vscode.workspace.registerTextDocumentContentProvider(queryScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await load()).textOf(uri),
    }),
    vscode.languages.registerCodeLensProvider(
      { scheme: queryScheme },
      { provideCodeLenses: async ({ uri }) => (await load()).lensesOf(uri) },
    ),
    registerCommands(
      ports.log,
      lazyHandlers<QueryCommand>(queryCommands, async () => (await load()).handlers),
    ),
  );
}

/** The commands of queries. */
export const queryCommands = [
  'kapture.queryDocument',
  'kapture.queryCustomers',
  'kapture.openQuery',
  'kapture.editQuery',
  'kapture.copyQueryValues',
  'kapture.toggleQueryPaths',
  'kapture.saveQuery',
  'kapture.saveQueryValues',
] as const satisfies readonly CommandId[];

export type QueryCommand = (typeof queryCommands)[number];

/** What queries need from other features. */
export interface QueryPorts {
  readonly context: ExtensionContext;
  readonly log: Log;
  /** The exchange whose response a document shows, also one of the history. */
  readonly exchangeOf: (uri: Uri) => Promise<Exchange | undefined>;
  readonly customers: () => Promise<PulledCustomers>;
}
