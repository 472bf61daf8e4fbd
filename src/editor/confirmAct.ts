import * as vscode from 'vscode';
import { numberText } from './localTexts.ts';
import { withoutLinks } from './plainText.ts';

/** A modal has no scroll bar: of more rows only the number is shown. */
const mostNames = 10;

/** Asks before something is deleted or sent; `act` is the button that does it. */
export async function confirmAct(question: string, detail: string, act: string): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    withoutLinks(question),
    { modal: true, detail: withoutLinks(detail) },
    act,
  );
  return answer === act;
}

/** Names for the detail of a question, a line each. */
export function namesText(names: readonly string[]): string {
  const more = names.length - mostNames;
  return [
    ...names.slice(0, mostNames),
    ...(more > 0 ? [more === 1 ? vscode.l10n.t('and 1 more') : vscode.l10n.t('and {0} more', numberText(more))] : []),
  ].join('\n');
}
