/**
 * Spaces, and characters that are invisible and that chat programs add around phone numbers, for a character class. An
 * import removes them around a value.
 */
export const invisible = '\\s\\u200b-\\u200f\\u202a-\\u202e\\u2060\\ufeff';

/**
 * An apostrophe that marks text in spreadsheets: before digits, or before what they treat as a formula. Blanks and
 * other apostrophes can be in between. An apostrophe before anything else is part of the value, such as in the name `'t
 * Hooft`. Only blanks other than a tab or a line break can be before a mark, because an export also marks a text that
 * starts with a tab or a line break.
 */
const mark = new RegExp(`^((?:(?![\\t\\r\\n])[${invisible}])*)'(?=[${invisible}']*[\\d=+\\-@＝＋－＠]|'*[\\t\\r\\n])`);

/** A mark inside of a text, for programs that separate cells by semicolons. Only calls have one. */
const innerMark = /([;\t\r\n][ "]*)'(?='*(?:[=@＝＠]|[+\-＋－][^;\t\r\n]*[(|]))/g;

/** A text of a cell without the marks that an export, or a spreadsheet, has added. */
export function removeTextMarks(text: string): string {
  return text.replace(mark, '$1').replace(innerMark, '$1');
}

/** A text whose own apostrophes would be removed as marks, with another one before each. */
export function doubleTextMarks(text: string): string {
  return text.replace(mark, "$1''").replace(innerMark, "$1''");
}
