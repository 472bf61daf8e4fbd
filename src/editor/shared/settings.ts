import * as vscode from 'vscode';
import type { ContextKey, Settings } from './ids.ts';

/**
 * The value of a setting that the user made, else its default. What a workspace or folder says is never looked at: these
 * settings decide where an auth key goes.
 */
export function setting<Name extends keyof Settings>(name: Name): Settings[Name] {
  const found = vscode.workspace.getConfiguration('kapture').inspect<Settings[Name]>(name);
  // The manifest has a default for each; a user may have written anything, so readers check.
  return (found?.globalValue ?? found?.defaultValue) as Settings[Name];
}

export async function updateSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
  await vscode.workspace.getConfiguration('kapture').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Runs when the user changes a setting. */
export function onSetting(name: keyof Settings, changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`kapture.${name}`)) changed();
  });
}

export function setContext(key: ContextKey, value: boolean): void {
  void vscode.commands.executeCommand('setContext', key, value);
}
