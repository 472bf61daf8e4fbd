import * as vscode from 'vscode';
import type { Handlers } from './commands.ts';

/** What the keys of a view come with (`args` in the manifest), in place of a row. */
export interface ByKey {
  readonly byKey: true;
}

export function isByKey(given: unknown): given is ByKey {
  return typeof given === 'object' && given !== null && (given as Partial<ByKey>).byKey === true;
}

/** So long a row is asked for again, in milliseconds: VS Code knows no rows while it fetches those of a view that changed. */
const patienceMs = 2000;

/** One key is looked into at a time: two would each take what the other does for its own. */
let last: Promise<unknown> = Promise.resolve();

/**
 * What a key is about in the view that has the focus: all rows that are selected if the one with the focus is among them,
 * else that one alone, as in the Explorer. VS Code tells an extension only of the selected ones, which arrow keys leave
 * where they are. So the one with the focus is selected, or no more, for a moment: that tells which it is.
 */
export async function rowsByKey<Row>(view: vscode.TreeView<Row>): Promise<readonly Row[]> {
  const rows = last.then(() => lookUp(view));
  last = rows.catch(() => undefined);
  return rows;
}

async function lookUp<Row>(view: vscode.TreeView<Row>): Promise<readonly Row[]> {
  // VS Code tells that the selection changed even where it does not know the rows.
  let isSomeRow = false;
  const changes = view.onDidChangeSelection(() => (isSomeRow = true));
  const end = Date.now() + patienceMs;
  try {
    for (;;) {
      const selected = view.selection;
      await vscode.commands.executeCommand('list.toggleSelection');
      const toggled = view.selection;
      await vscode.commands.executeCommand('list.toggleSelection');
      const changed = difference(selected, toggled);
      // It tells nothing where the view changed in between, or something else selected a row.
      if (changed.length === 1 && !difference(selected, view.selection).length)
        return toggled.includes(changed[0]!) ? changed : selected;
      // No row has the focus.
      if (!isSomeRow) return selected;
      // Better none than another one.
      if (Date.now() > end) return [];
    }
  } finally {
    changes.dispose();
  }
}

/** What is in one of both alone. */
function difference<Row>(one: readonly Row[], other: readonly Row[]): Row[] {
  return [...one.filter((row) => !other.includes(row)), ...other.filter((row) => !one.includes(row))];
}

/** Has handlers of commands get the rows that a key is about as they would from a menu: one, and all. */
export function withRows<Row>(view: vscode.TreeView<Row>, handlers: Handlers): Handlers {
  return Object.fromEntries(
    Object.entries(handlers).map(([id, handler]) => [
      id,
      async (...args: unknown[]) => {
        const rows = isByKey(args[0]) ? await rowsByKey(view) : undefined;
        return (handler as (...args: unknown[]) => unknown)(...(rows ? [rows[0], rows] : args));
      },
    ]),
  );
}
