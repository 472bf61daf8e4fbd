import { type Position, type TextDocument } from 'vscode';
import { variablesIn, type VariableUse } from '../../../kapture/variables/variables.ts';
import { isLongDocument } from './longDocument.ts';

/** So many characters are looked at on either side of a place; no variable is longer. */
const around = 1000;

/**
 * The `{{variable}}` at a place of a document. The text around it decides whether the document is read at all; in a long
 * document it decides alone, and a variable in a comment counts too.
 */
export function variableAt(document: TextDocument, position: Position): VariableUse | undefined {
  const at = document.offsetAt(position);
  const { text, range } = document.lineAt(position);
  const from = Math.max(0, position.character - around);
  const offset = document.offsetAt(range.start) + from;
  const isAt = (start: number, length: number): boolean => start <= at && at < start + length;
  const found = [...text.slice(from, position.character + around).matchAll(/\{\{[^{}"]*\}\}/g)].find((match) =>
    isAt(offset + match.index, match[0].length),
  );
  if (!found) return undefined;
  const uses = isLongDocument(document)
    ? variablesIn(`"${found[0]}"`).map((use) => ({ ...use, offset: offset + found.index }))
    : variablesIn(document.getText());
  return uses.find((use) => isAt(use.offset, use.length));
}
