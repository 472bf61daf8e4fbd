import type { TreeView } from 'vscode';

/** VS Code reports a selection, and ends the refreshes of a change, within this time, in milliseconds. */
const waitMs = 1000;

/** Whether VS Code reports a row, or another one that the user selects, as selected within a moment. */
export function isSelectedSoon<Node>(view: TreeView<Node>, node: Node): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isSelected: boolean): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve(isSelected);
    };
    const subscription = view.onDidChangeSelection(({ selection }) => {
      if (selection.length) end(true);
    });
    const timer = setTimeout(() => end(view.selection.includes(node)), waitMs);
    if (view.selection.includes(node)) end(true);
  });
}
