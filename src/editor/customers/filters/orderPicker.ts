import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import {
  descendingOf,
  groupingsIn,
  sortColumns,
  sortingsIn,
  type Grouping,
  type Sorting,
} from '../../../kapture/store/customerShapes.ts';
import { columnTitle } from '../../shared/texts/catalogueTexts.ts';

type OrderChange = { readonly grouping: Grouping } | { readonly sorting: Sorting };

/** Asks how to group the view, or to sort rows within groups. Undefined if the user cancels. */
export async function pickOrder(current: {
  readonly module: ListModule;
  readonly grouping: Grouping;
  readonly sorting: Sorting;
}): Promise<OrderChange | undefined> {
  const { module } = current;
  const separator = (label: string): vscode.QuickPickItem & { readonly change?: undefined } => ({
    label,
    kind: vscode.QuickPickItemKind.Separator,
  });
  const item = (label: string, change: OrderChange, isCurrent: boolean) => ({
    label,
    change,
    ...(isCurrent && { description: vscode.l10n.t('current') }),
  });
  const picked = await vscode.window.showQuickPick(
    [
      separator(vscode.l10n.t('Group by')),
      ...groupingsIn(module).map((grouping) =>
        item(
          grouping === 'day' ? vscode.l10n.t('Day') : columnTitle(grouping, module),
          { grouping },
          grouping === current.grouping,
        ),
      ),
      separator(vscode.l10n.t('Sort by')),
      ...sortingsIn(module).map((sorting) =>
        item(sortingTitle(sorting, module), { sorting }, sorting === current.sorting),
      ),
    ],
    { title: vscode.l10n.t('Group and Sort Records') },
  );
  return picked?.change;
}

function sortingTitle(sorting: Sorting, module: ListModule): string {
  if (sorting === 'newest') return vscode.l10n.t('Newest first');
  if (sorting === 'oldest') return vscode.l10n.t('Oldest first');
  const column = sortColumns.find((name) => name === sorting || descendingOf(name) === sorting)!;
  return column === sorting
    ? vscode.l10n.t('{0}, A to Z', columnTitle(column, module))
    : vscode.l10n.t('{0}, Z to A', columnTitle(column, module));
}
