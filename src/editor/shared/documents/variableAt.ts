import { type Position, type TextDocument } from 'vscode';
import { variablesIn, type VariableUse } from '../../../kapture/variables/variables.ts';
import { isLongDocument } from './longDocument.ts';

/** The number of characters searched on either side of the position. No variable is longer. */
const searchRadius = 1000;

/**
 * The `{{variable}}` at a position. The document is read only if the surrounding text contains one. In a long document
 * only that text is read, so a variable in a comment counts too.
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
