import * as vscode from 'vscode';
import {
  descendingOf,
  groupings,
  sortColumns,
  sortings,
  type Grouping,
  type Sorting,
} from '../../../kapture/store/customerShapes.ts';
import { columnTitle } from '../../shared/texts/catalogueTexts.ts';

/** Asks how to group the view. Undefined if the user cancels. */
export async function pickGrouping(current: Grouping): Promise<{ readonly grouping: Grouping } | undefined> {
  const label = (by: Grouping): string => (by === 'day' ? vscode.l10n.t('Day') : columnTitle(by));
  const grouping = await pick(vscode.l10n.t('Group Customers By'), groupings, label, current);
  return grouping && { grouping };
}

/** Asks how to sort customers within groups. Undefined if the user cancels. */
export async function pickSorting(current: Sorting): Promise<{ readonly sorting: Sorting } | undefined> {
  const labels = new Map<Sorting, string>([
    ['newest', vscode.l10n.t('Newest first')],
    ['oldest', vscode.l10n.t('Oldest first')],
  ]);
  for (const name of sortColumns) {
    labels.set(name, vscode.l10n.t('{0}, A to Z', columnTitle(name)));
    labels.set(descendingOf(name), vscode.l10n.t('{0}, Z to A', columnTitle(name)));
  }
  const label = (sorting: Sorting): string => labels.get(sorting)!;
  const sorting = await pick(vscode.l10n.t('Sort Customers By'), sortings, label, current);
  return sorting && { sorting };
}

async function pick<Choice extends string>(
  title: string,
  choices: readonly Choice[],
  labelOf: (choice: Choice) => string,
  current: Choice,
): Promise<Choice | undefined> {
  const items = choices.map((choice) => ({
    choice,
    label: labelOf(choice),
    ...(choice === current && { description: vscode.l10n.t('current') }),
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.choice;
}
