import * as vscode from 'vscode';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { queryScheme } from '../shared/ids.ts';
import type { Queries } from './queries.ts';
import { queryCommands, type QueryCommand, type QueryPorts } from './queryCommands.ts';

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
