import * as vscode from 'vscode';

export interface PickItemOptions<Item> {
  readonly title: string;
  readonly placeholder: string;
  /** The item that Enter accepts while nothing is typed; the first one by default. */
  readonly active?: Item | undefined;
}

/** Asks for an item. Resolves to it and the text that the user typed; undefined if the user cancels. */
export function pickItem<Item extends vscode.QuickPickItem>(
  items: readonly Item[],
  { title, placeholder, active }: PickItemOptions<Item>,
): Promise<{ readonly item: Item; readonly typed: string } | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = title;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  pick.items = items;
  if (active) pick.activeItems = [active];
  return new Promise((resolve) => {
    pick.onDidChangeValue((value) => {
      // VS Code would make the first item active.
      if (!value && active) pick.activeItems = [active];
    });
    pick.onDidAccept(() => {
      const [item] = pick.activeItems;
      if (!item) return;
      resolve({ item, typed: pick.value.trim() });
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
