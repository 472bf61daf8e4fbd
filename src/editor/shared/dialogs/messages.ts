import * as vscode from 'vscode';
import { commands, l10n, window } from 'vscode';
import { historyView } from '../ids.ts';
import type { Log } from '../log.ts';
import { oneLine, withoutLinks } from '../texts/plainText.ts';

/**
 * An error whose message is a sentence for the user, who has not seen any other message. Check the name instead of the
 * class, because several bundles contain a copy of it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

export { withoutLinks } from '../texts/plainText.ts';

export interface MessageAction {
  readonly title: string;
  readonly run: () => unknown;
}

type Show = (message: string, ...titles: string[]) => Thenable<string | undefined>;

/** Shows an error with its actions and Show Log. Resolves once an action has run or the message was dismissed. */
export function showError(log: Log, sentence: string, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showErrorMessage, sentence, log, [
    ...actions,
    { title: vscode.l10n.t('Show Log'), run: () => log.show() },
  ]);
}

/** Shows a message. `log` receives the errors of its actions. */
export function showInformation(sentence: string, log?: Log, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showInformationMessage, sentence, log, actions);
}

/** Shows a warning. `log` receives the errors of its actions. */
export function showWarning(sentence: string, log?: Log, ...actions: MessageAction[]): Promise<void> {
  return show(vscode.window.showWarningMessage, sentence, log, actions);
}

async function show(
  message: Show,
  sentence: string,
  log: Log | undefined,
  actions: readonly MessageAction[],
): Promise<void> {
  const title = await message(messageText(sentence), ...actions.map((action) => action.title));
  const action = actions.find((candidate) => candidate.title === title);
  if (action && log) await runReported(log, action.title, action.run);
}

/**
 * Runs a command, or an action of a message. An error is logged in full and shown as one sentence. A cancellation is
 * silent.
 */
export async function runReported(log: Log, name: string, work: () => unknown): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return undefined;
    log.error(name, error);
    const reason = error instanceof Error ? error.message : String(error);
    // An error of a save has an empty name, because VS Code shows the name before the message.
    const isSentence = error instanceof Error && ['UserError', ''].includes(error.name);
    void showError(log, isSentence ? reason : vscode.l10n.t('The command failed: {0}', reason));
    return undefined;
  }
}

/** A message shortened to the thousand characters that VS Code shows. */
function messageText(sentence: string): string {
  return withoutLinks(oneLine(sentence, 1000));
}

/**
 * Tells the user to select rows of a view, and how. VS Code does not expose the focused row, which the arrow keys move
 * without the selection, so a command cannot act on it (see decision 13).
 */
export function showHowToSelect(sentence: string): void {
  void showInformation(l10n.t('{0} Ctrl+Shift+Enter (Cmd on macOS) selects the focused row.', sentence));
}

/**
 * Says that a response is no longer in memory, although its document may still be open. It does not suggest to send the
 * request again, which could add a second customer.
 */
export function responseNotInMemoryText(): string {
  return l10n.t('This response is no longer in memory. It may still be in the history.');
}

/** Says that a response is no longer in memory, and offers to show the history. */
export function showResponseNotInMemory(): void {
  const show = l10n.t('Show History');
  void window.showInformationMessage(responseNotInMemoryText(), show).then((answer) => {
    if (answer === show) void commands.executeCommand(`${historyView}.focus`);
  });
}
