import * as vscode from 'vscode';
import type { Handlers } from './commands.ts';

/** What the keys of a view come with (`args` in the manifest), in place of a row. */
export interface ByKey {
  readonly byKey: true;
}

export function isByKey(given: unknown): given is ByKey {
  return typeof given === 'object' && given !== null && (given as Partial<ByKey>).byKey === true;
}

/**
 * What a key is about in the view that has the focus: all rows that are selected if the one with the focus is among them,
 * else that one alone, as in the Explorer. VS Code tells an extension only of the selected ones, which arrow keys leave
 * where they are. So the one with the focus is selected, or no more, for a moment: that tells which it is.
 */
export async function rowsByKey<Row>(view: vscode.TreeView<Row>): Promise<readonly Row[]> {
  const selected = view.selection;
  await vscode.commands.executeCommand('list.toggleSelection');
  const added = view.selection.filter((row) => !selected.includes(row));
  await vscode.commands.executeCommand('list.toggleSelection');
  return added.length ? added : selected;
}

/** Has handlers of commands get the rows that a key is about as they would from a menu: one, and all. */
export function withRows<Row>(view: vscode.TreeView<Row>, handlers: Handlers): Handlers {
  return Object.fromEntries(Object.entries(handlers).map(([id, handler]) => [id, async (...args: unknown[]) => {
    const rows = isByKey(args[0]) ? await rowsByKey(view) : undefined;
    return (handler as (...args: unknown[]) => unknown)(...(rows ? [rows[0], rows] : args));
  }]));
}
