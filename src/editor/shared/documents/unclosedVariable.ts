import { l10n } from 'vscode';
import type { VariableUse } from '../../../kapture/variables/variables.ts';

/** Code of the diagnostics for variables that are not closed, in requests and in payload tests. */
export const unclosedVariable = 'unclosed-variable';

export function unclosedText({ name }: VariableUse): string {
  return l10n.t('The variable {0} is not closed with {1}.', `{{${name}`, '}}');
}
