import * as vscode from 'vscode';
import { numberText } from '../texts/localTexts.ts';
import { withoutLinks } from '../texts/plainText.ts';

/** The maximum number of listed names, because a modal dialog cannot scroll. Further names are only counted. */
const maxNames = 10;

/**
 * Asks in a modal dialog before something is deleted or sent. `action` is the button that does it. VS Code focuses the
 * first button, so that is `cancel`: Enter must not delete or send anything. VS Code adds its own Cancel button, which
 * is what Escape presses. Both decline, because VS Code has no single button for both keys: its `_showModalMessage`
 * puts a button with `isCloseAffordance` last, and the first one would be `action`. If the first of several actions is
 * harmless, use {@link chooseButton} without a second declining button.
 */
export async function confirmAction(
  sentence: string,
  detail: string,
  action: string,
  cancel: string,
): Promise<boolean> {
  return (await chooseAction(sentence, detail, [action], cancel)) === action;
}

/** Like {@link confirmAction}, with several actions. Returns the chosen one, or undefined for `cancel`. */
export async function chooseAction(
  sentence: string,
  detail: string,
  actions: readonly string[],
  cancel: string,
): Promise<string | undefined> {
  const answer = await chooseButton(sentence, detail, [cancel, ...actions]);
  return answer === cancel ? undefined : answer;
}

/** Asks in a modal dialog with these buttons. The first one has the focus. Undefined if the user cancels. */
export async function chooseButton(
  sentence: string,
  detail: string,
  buttons: readonly string[],
): Promise<string | undefined> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return vscode.window.showWarningMessage(withoutLinks(sentence), options, ...buttons);
}

/** Names for the detail of a confirmation, one per line. */
export function namesText(names: readonly string[]): string {
  const more = names.length - maxNames;
  return [
    ...names.slice(0, maxNames),
    ...(more > 0 ? [more === 1 ? vscode.l10n.t('and 1 more') : vscode.l10n.t('and {0} more', numberText(more))] : []),
  ].join('\n');
}
