import type * as vscode from 'vscode';

/** A state that VS Code stores for a workspace, or for all windows. */
export function stateWith(...known: readonly (readonly [string, unknown])[]): vscode.Memento {
  const state = new Map(known);
  return {
    keys: () => [...state.keys()],
    get: <Value>(key: string, otherwise?: Value) => (state.get(key) as Value | undefined) ?? otherwise,
    update: (key, value) => Promise.resolve(void state.set(key, value)),
  };
}
