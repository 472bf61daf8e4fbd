import * as vscode from 'vscode';
import { numberText } from '../texts/localTexts.ts';
import { withoutLinks } from '../texts/plainText.ts';

/** A modal has no scroll bar: of more rows only the number is shown. */
const mostNames = 10;

/**
 * Asks in a modal before something is deleted or sent; `act` is the button that does it. VS Code gives the focus to the first
 * button, so that is the one that does nothing: Enter must not delete or send.
 */
export async function confirmAct(
  question: string,
  detail: string,
  act: string,
  refrain = vscode.l10n.t("Don't Delete"),
): Promise<boolean> {
  return (await chooseAct(question, detail, [act], refrain)) === act;
}

/** The same for one of several acts. */
export async function chooseAct(
  question: string,
  detail: string,
  acts: readonly string[],
  refrain: string,
): Promise<string | undefined> {
  const options = { modal: true, detail: withoutLinks(detail) };
  const answer = await vscode.window.showWarningMessage(withoutLinks(question), options, refrain, ...acts);
  return answer === refrain ? undefined : answer;
}

/** Names for the detail of a question, a line each. */
export function namesText(names: readonly string[]): string {
  const more = names.length - mostNames;
  return [
    ...names.slice(0, mostNames),
    ...(more > 0 ? [more === 1 ? vscode.l10n.t('and 1 more') : vscode.l10n.t('and {0} more', numberText(more))] : []),
  ].join('\n');
}
