import * as vscode from 'vscode';
import { l10n, type Position, type TextDocument } from 'vscode';
import { environmentFileName } from '../../../kapture/variables/environment.ts';
import { definedName, variablesIn, type VariableUse } from '../../../kapture/variables/variables.ts';
import { deniedEnvironment } from '../settings.ts';
import { isLongDocument } from './documentChecks.ts';

/** The number of characters searched on either side of the position. No variable is longer. */
const searchRadius = 1000;

/**
 * The `{{variable}}` at a position. The document is read only if the surrounding text contains one. In a long document
 * only the surrounding text is read, so a variable in a comment counts too.
 */
export function variableAt(document: TextDocument, position: Position): VariableUse | undefined {
  const at = document.offsetAt(position);
  const { text, range } = document.lineAt(position);
  const from = Math.max(0, position.character - searchRadius);
  const offset = document.offsetAt(range.start) + from;
  const isAt = (start: number, length: number): boolean => start <= at && at < start + length;
  const found = [...text.slice(from, position.character + searchRadius).matchAll(/\{\{[^{}"]*\}\}/g)].find((match) =>
    isAt(offset + match.index, match[0].length),
  );
  if (!found) return undefined;
  const uses = isLongDocument(document)
    ? variablesIn(`"${found[0]}"`).map((use) => ({ ...use, offset: offset + found.index }))
    : variablesIn(document.getText());
  return uses.find((use) => isAt(use.offset, use.length));
}

/** Code of the diagnostics for variables that are not closed, in requests and in payload tests. */
export const unclosedVariable = 'unclosed-variable';

export function unclosedText({ name }: VariableUse): string {
  return l10n.t('The variable {0} is not closed with {1}.', `{{${name}`, '}}');
}

export const unknownVariable = 'unknown-variable';

/** Why a variable has no value, for a diagnostic. */
export function noValueText(variable: string): string {
  if (variable.startsWith('?'))
    return vscode.l10n.t(
      'A payload test cannot ask questions. Define {0} in {1}.',
      JSON.stringify(definedName(variable)),
      environmentFileName,
    );
  const denied = deniedEnvironment(variable);
  return denied === undefined
    ? vscode.l10n.t('The variable {0} has no value.', `{{${variable}}}`)
    : vscode.l10n.t('Requests cannot use the environment variable {0} because your settings do not allow it.', denied);
}
