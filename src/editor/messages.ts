import * as vscode from 'vscode';
import type { Log } from './log.ts';

export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

/** Shows an error with its actions and Show Log; resolves when one was taken or it was dismissed. */
export async function showError(log: Log, sentence: string, ...actions: MessageAction[]): Promise<void> {
  log.error(sentence);
  const all = [...actions, { title: vscode.l10n.t('Show Log'), run: () => log.show() }];
  await choose(await vscode.window.showErrorMessage(sentence, ...all.map(({ title }) => title)), all);
}

/** Shows a piece of information with its actions. */
export async function showInformation(sentence: string, ...actions: MessageAction[]): Promise<void> {
  await choose(await vscode.window.showInformationMessage(sentence, ...actions.map(({ title }) => title)), actions);
}

/** Shows a warning with its actions. */
export async function showWarning(sentence: string, ...actions: MessageAction[]): Promise<void> {
  await choose(await vscode.window.showWarningMessage(sentence, ...actions.map(({ title }) => title)), actions);
}

async function choose(title: string | undefined, actions: readonly MessageAction[]): Promise<void> {
  await actions.find((action) => action.title === title)?.run();
}
