import * as vscode from 'vscode';
import { planView } from '../shared/ids.ts';

/** Commands that focus a group of editors, by its column. */
const focusCommands = ['First', 'Second', 'Third', 'Fourth', 'Fifth', 'Sixth', 'Seventh', 'Eighth'].map(
  (name) => `workbench.action.focus${name}EditorGroup`,
);

/** The tabs of plans with a title that are behind another tab. */
export function hiddenPlanTabs(title: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ label, input, isActive }) => !isActive && label === title && isPlan(input));
}

function isPlan(input: unknown): boolean {
  return input instanceof vscode.TabInputWebview && input.viewType.endsWith(`-${planView}`);
}

/** Brings a tab to the front. The API can do so only for tabs with a URI, and for panels that were restored. */
export async function showTab(tab: vscode.Tab): Promise<void> {
  const focus = focusCommands[tab.group.viewColumn - 1];
  if (!focus) return;
  if (!tab.group.isActive) await vscode.commands.executeCommand(focus);
  await vscode.commands.executeCommand('workbench.action.openEditorAtIndex', tab.group.tabs.indexOf(tab));
}
