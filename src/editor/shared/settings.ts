import * as vscode from 'vscode';
import type { ContextKey, Settings } from './ids.ts';

/**
 * The user's value of a setting, or its default. Workspace and folder values are ignored, because these settings decide
 * where an auth key is sent.
 */
export function setting<Name extends keyof Settings>(name: Name): Settings[Name] {
  const found = vscode.workspace.getConfiguration('kapture').inspect<Settings[Name]>(name);
  // The manifest has a default for each setting. VS Code does not validate the user's values, so callers must.
  return (found?.globalValue ?? found?.defaultValue) as Settings[Name];
}

export async function updateSetting<Name extends keyof Settings>(name: Name, value: Settings[Name]): Promise<void> {
  await vscode.workspace.getConfiguration('kapture').update(name, value, vscode.ConfigurationTarget.Global);
}

/** Calls `changed` when a setting changes. */
export function onSetting(name: keyof Settings, changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(`kapture.${name}`)) changed();
  });
}

export function setContext(key: ContextKey, value: boolean | readonly string[]): void {
  void vscode.commands.executeCommand('setContext', key, value);
}

/** The value of an environment variable that the user's settings allow. Workspace settings cannot allow one. */
export function allowedEnvironment(name: string): string | undefined {
  return allowedNames().includes(name) ? process.env[name] : undefined;
}

/** The environment variable that a request variable refers to, if it exists but the user's settings do not allow it. */
export function deniedEnvironment(variable: string): string | undefined {
  const name = /^\$env:(\w+)$/.exec(variable)?.[1];
  return name !== undefined && process.env[name] !== undefined && !allowedNames().includes(name) ? name : undefined;
}

/** The environment variables that the user's settings allow requests to use. */
export function allowedNames(): readonly string[] {
  const allowed: unknown = setting('allowedEnvironmentVariables');
  return Array.isArray(allowed) ? allowed.filter((name) => typeof name === 'string') : [];
}
