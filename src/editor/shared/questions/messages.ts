import * as vscode from 'vscode';
import type { Log } from '../log.ts';
import { oneLine, withoutLinks } from '../texts/plainText.ts';

export { withoutLinks } from '../texts/plainText.ts';

export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

type Show = (message: string, ...titles: string[]) => Thenable<string | undefined>;

/** Shows an error with its actions and Show Log; resolves when one was taken or it was dismissed. */
export function showError(log: Log, sentence: string, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showErrorMessage, sentence, [
    ...actions,
    { title: vscode.l10n.t('Show Log'), run: () => log.show() },
  ]);
}

/** Shows a piece of information with its actions. */
export function showInformation(sentence: string, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showInformationMessage, sentence, actions);
}

/** Shows a warning with its actions. */
export function showWarning(sentence: string, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showWarningMessage, sentence, actions);
}

async function show(message: Show, sentence: string, actions: readonly MessageAction[]): Promise<void> {
  const title = await message(messageText(sentence), ...actions.map((action) => action.title));
  try {
    await actions.find((action) => action.title === title)?.run();
  } catch (error) {
    // Nobody awaits what a button does, so its failure is told here.
    void message(
      messageText(vscode.l10n.t('The command failed: {0}', error instanceof Error ? error.message : String(error))),
    );
  }
}

/** VS Code shows no more than a thousand characters of one. */
function messageText(sentence: string): string {
  return withoutLinks(oneLine(sentence, 1000));
}
