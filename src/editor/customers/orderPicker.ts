import * as vscode from 'vscode';
import { groupings, sortings, type Grouping, type Sorting } from '../../kapture/store/customerShapes.ts';

/** Asks what the view is grouped by. Undefined if the user escapes. */
export async function pickGrouping(current: Grouping): Promise<{ readonly grouping: Grouping } | undefined> {
  const labels: Readonly<Record<Grouping, string>> = {
    day: vscode.l10n.t('Day'),
    agent: vscode.l10n.t('Agent'),
    source: vscode.l10n.t('Source'),
    city: vscode.l10n.t('City'),
    status: vscode.l10n.t('Status'),
  };
  const grouping = await pick(vscode.l10n.t('Group Customers By'), groupings, labels, current);
  return grouping && { grouping };
}

/** Asks how customers are sorted in their groups. Undefined if the user escapes. */
export async function pickSorting(current: Sorting): Promise<{ readonly sorting: Sorting } | undefined> {
  const labels: Readonly<Record<Sorting, string>> = {
    newest: vscode.l10n.t('Newest First'),
    oldest: vscode.l10n.t('Oldest First'),
    name: vscode.l10n.t('Name, A to Z'),
    nameDescending: vscode.l10n.t('Name, Z to A'),
    city: vscode.l10n.t('City, A to Z'),
    cityDescending: vscode.l10n.t('City, Z to A'),
    agent: vscode.l10n.t('Agent, A to Z'),
    agentDescending: vscode.l10n.t('Agent, Z to A'),
  };
  const sorting = await pick(vscode.l10n.t('Sort Customers By'), sortings, labels, current);
  return sorting && { sorting };
}

async function pick<Choice extends string>(
  title: string,
  choices: readonly Choice[],
  labels: Readonly<Record<Choice, string>>,
  current: Choice,
): Promise<Choice | undefined> {
  const items = choices.map((choice) => ({
    choice,
    label: labels[choice],
    ...(choice === current && { description: vscode.l10n.t('now') }),
  }));
  return (await vscode.window.showQuickPick(items, { title }))?.choice;
}
