import * as vscode from 'vscode';
import { commandLink } from '../shared/commands.ts';
import { rowTimeText, timeText, whenText } from '../shared/texts/localTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';
import { planTitle } from '../shared/texts/catalogueTexts.ts';
import { runTexts } from '../shared/texts/runTexts.ts';
import type { RunNode } from './historyNodes.ts';

/** The row of a run, which opens its plan. `named` is the connection, if the view also shows others. */
export function runItem({ entry, connection }: RunNode, named = ''): vscode.TreeItem {
  const title = planTitle(entry);
  const item = new vscode.TreeItem(oneLabel(title, 60));
  const texts = runTexts(entry);
  item.id = `run/${entry.id}`;
  item.description = [rowTimeText(entry.startedAt), named, ...texts].filter(Boolean).join(' · ');
  item.tooltip = [title, [oneLine(connection), whenText(entry.startedAt), ...texts].join(' · ')].join('\n');
  const isDone = entry.done + entry.upToDate === entry.writes && !entry.partly;
  item.iconPath = new vscode.ThemeIcon(
    'checklist',
    new vscode.ThemeColor(isDone ? 'testing.iconPassed' : 'list.warningForeground'),
  );
  item.contextValue = 'run';
  // The command says so if the plan was deleted in the meantime, such as by another window.
  item.command = commandLink('kapture.openPlan', vscode.l10n.t('Open Plan'), entry.plan);
  item.accessibilityInformation = {
    label: [title, timeText(entry.startedAt), named || oneLine(connection), ...texts].join(', '),
  };
  return item;
}
