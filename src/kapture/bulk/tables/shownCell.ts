/** Longer cells are shortened, in characters. */
const maxLength = 60;

/**
 * A cell as a reason quotes it: as it is in the file, with the codes of characters that cannot be seen or would end the
 * line.
 */
export function shownCell(cell: string): string {
  // The longest shown cell, if each of its characters has two code units. A cell can be 1 MB in size.
  const characters = [...cell.slice(0, 2 * (maxLength + 1))];
  const text = characters.length > maxLength ? `${characters.slice(0, maxLength - 1).join('')}…` : characters.join('');
  return text.replace(unseen, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** Control and format characters, lone surrogates, and all spaces except the usual one. */
const unseen = /[\p{Cc}\p{Cf}\p{Cs}]|[^\P{Z} ]/gu;
