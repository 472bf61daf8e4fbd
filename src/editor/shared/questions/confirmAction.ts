import * as vscode from 'vscode';
import { numberText } from '../texts/localTexts.ts';
import { oneLine, withoutLinks } from '../texts/plainText.ts';

/** Further names are only counted, because a modal dialog cannot scroll. */
const maxNames = 10;

/**
 * Asks in a modal dialog before something is deleted or sent. `action` is the button that does it. VS Code focuses the
 * first button, so that is `cancel`: Enter must not delete or send anything. VS Code adds its own Cancel button. With
 * `isCloseAffordance`, `cancel` would replace it, but as the last button, and the first one would be `action`.
 */
export async function confirmAction(
  question: string,
  detail: string,
  action: string,
  cancel: string,
): Promise<boolean> {
  return (await chooseAction(question, detail, [action], cancel)) === action;
}

/** Like {@link confirmAction}, with several actions. Returns the chosen one, or undefined for `cancel`. */
export async function chooseAction(
  question: string,
  detail: string,
  actions: readonly string[],
  cancel: string,
): Promise<string | undefined> {
  const answer = await chooseButton(question, detail, [cancel, ...actions]);
  return answer === cancel ? undefined : answer;
}

/** Asks in a modal dialog with these buttons. The first one has the focus. Undefined if the user cancels. */
export async function chooseButton(
  question: string,
  detail: string,
  buttons: readonly string[],
): Promise<string | undefined> {
  const options = { modal: true, detail: withoutLinks(detail) };
  return vscode.window.showWarningMessage(withoutLinks(question), options, ...buttons);
}

/** Names for the detail of a question, one per line. */
export function namesText(names: readonly string[]): string {
  const more = names.length - maxNames;
  return [
    ...names.slice(0, maxNames),
    ...(more > 0 ? [more === 1 ? vscode.l10n.t('and 1 more') : vscode.l10n.t('and {0} more', numberText(more))] : []),
  ].join('\n');
}

/** The stored data that can be cleared. */
export interface Clearable {
  readonly question: string;
  /** The current connection and how much is stored of its tenant, as text; undefined if nothing is stored. */
  readonly current: { readonly connection: string; readonly amount: string } | undefined;
  /** How much is stored of all connections, as text; undefined if that is unknown. */
  readonly amount: string | undefined;
  /** The effect of clearing, in sentences. */
  readonly effect: string;
}

/** Asks whether to clear the data of the current connection or everything. */
export async function askClear({
  question,
  current,
  amount,
  effect,
}: Clearable): Promise<'current' | 'all' | undefined> {
  const name = oneLine(current?.connection ?? '', 60);
  const clearAll = vscode.l10n.t('Clear All');
  const clearCurrent = vscode.l10n.t('Clear {0} Only', name);
  const detail = [
    ...(current ? [vscode.l10n.t('{0}: {1}', name, current.amount)] : []),
    ...(amount === undefined ? [] : [vscode.l10n.t('All connections: {0}', amount), '']),
    effect,
  ].join('\n');
  const actions = current ? [clearCurrent, clearAll] : [clearAll];
  const answer = await chooseAction(question, detail, actions, vscode.l10n.t("Don't Clear"));
  if (current && answer === clearCurrent) return 'current';
  return answer === clearAll ? 'all' : undefined;
}

/** Cancels clearing, and receives the number of deleted items so far. */
export interface ClearProgress {
  readonly signal: AbortSignal;
  readonly onDeleted: (count: number) => void;
}
