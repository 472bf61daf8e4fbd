import * as vscode from 'vscode';
import { showInformation } from '../shared/dialogs/messages.ts';
import { oneDetail, oneLabel } from '../shared/texts/plainText.ts';
import type { QueryScope, SavedQueries, SavedQuery } from './queryInput.ts';

interface QueryItem extends vscode.QuickPickItem {
  readonly query?: string;
  readonly saved?: { readonly scope: QueryScope; readonly name: string };
  readonly action?: 'delete' | 'clear';
}

/** Lets the user pick a saved or recent query, or delete some. Undefined if none was picked. */
export async function pickQuery(queries: SavedQueries): Promise<string | undefined> {
  const saved = savedItems(queries);
  const savedNames = new Set(saved.map(({ query }) => query));
  const recent = queries.recent.filter((query) => !savedNames.has(query)).map((query) => recentItem(query));
  if (!saved.length && !recent.length) {
    void showInformation(vscode.l10n.t('There are no saved or recent queries yet.'));
    return undefined;
  }
  const items: QueryItem[] = [
    ...saved,
    ...(recent.length ? [separator(vscode.l10n.t('recent')), ...recent] : []),
    separator(''),
    ...(saved.length
      ? [{ label: `$(trash) ${vscode.l10n.t('Delete Saved Queries…')}`, action: 'delete' as const }]
      : []),
    ...(recent.length
      ? [{ label: `$(trash) ${vscode.l10n.t('Delete Recent Queries')}`, action: 'clear' as const }]
      : []),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Saved and Recent Queries'),
    placeHolder: vscode.l10n.t('Select a query'),
    matchOnDescription: true,
  });
  if (picked?.action === 'delete') await deleteQueries(queries);
  else if (picked?.action === 'clear') await queries.clearRecent();
  return picked?.query;
}

/** Asks for a name and a scope, and saves a query. Returns whether it was saved. */
export async function saveQuery(queries: SavedQueries, query: string): Promise<boolean> {
  const scope = vscode.workspace.workspaceFolders ? await askScope() : 'global';
  if (!scope) return false;
  const taken = new Set(queries.saved(scope).map(({ name }) => name));
  const name = await vscode.window.showInputBox({
    title: vscode.l10n.t('Save Query'),
    prompt: oneLabel(query, 100),
    placeHolder: vscode.l10n.t('Name of the query'),
    validateInput: (text) => {
      if (!text.trim()) return vscode.l10n.t('Enter a name.');
      return taken.has(text.trim())
        ? {
            message: vscode.l10n.t('A query with this name already exists. It will be replaced.'),
            severity: vscode.InputBoxValidationSeverity.Warning,
          }
        : undefined;
    },
  });
  if (name === undefined) return false;
  await queries.save(scope, { name: name.trim(), query });
  vscode.window.setStatusBarMessage(vscode.l10n.t('Saved the query {0}', oneLabel(name.trim(), 60)), 3000);
  return true;
}

async function askScope(): Promise<QueryScope | undefined> {
  const items: (vscode.QuickPickItem & { readonly scope: QueryScope })[] = [
    { label: vscode.l10n.t('This workspace'), scope: 'workspace' },
    { label: vscode.l10n.t('All workspaces'), scope: 'global' },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Save Query'),
    placeHolder: vscode.l10n.t('Where should the query be available?'),
  });
  return picked?.scope;
}

async function deleteQueries(queries: SavedQueries): Promise<void> {
  const picked = await vscode.window.showQuickPick(savedItems(queries), {
    title: vscode.l10n.t('Delete Saved Queries'),
    placeHolder: vscode.l10n.t('Select the queries to delete'),
    canPickMany: true,
    matchOnDescription: true,
  });
  for (const { saved } of picked ?? []) if (saved) await queries.delete(saved.scope, saved.name);
}

function savedItems(queries: SavedQueries): QueryItem[] {
  const itemsOf = (scope: QueryScope, title: string): QueryItem[] => {
    const items = queries.saved(scope).map((saved) => savedItem(scope, saved));
    return items.length ? [separator(title), ...items] : [];
  };
  return [
    ...itemsOf('workspace', vscode.l10n.t('saved in this workspace')),
    ...itemsOf('global', vscode.l10n.t('saved in all workspaces')),
  ];
}

function savedItem(scope: QueryScope, { name, query }: SavedQuery): QueryItem {
  return { label: oneLabel(name, 60), description: oneDetail(query, 100), query, saved: { scope, name } };
}

function recentItem(query: string): QueryItem {
  return { label: oneLabel(query, 120), query };
}

function separator(label: string): QueryItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}
