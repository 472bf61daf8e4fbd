/**
 * An apostrophe that marks text in spreadsheets: before digits, or before what they treat as a formula, also behind other
 * apostrophes. Other values can start with one, such as the name `'t Hooft`.
 */
const mark = /^'(?='*(?:\s*[\d=+\-@＝＋－＠]|[\t\r\n]))/;

/** The same inside of a text, for programs that separate cells by semicolons; only before calls. */
const innerMark = /([;\t\r\n][ "]*)'(?='*(?:[=@＝＠]|[+\-＋－][^;\t\r\n]*[(|]))/g;

/** A text of a cell without the marks that an export, or a spreadsheet, has added. */
export function removeTextMarks(text: string): string {
  return text.replace(mark, '').replace(innerMark, '$1');
}

/** A text whose own apostrophes would be removed as marks, with another one before each. */
export function doubleTextMarks(text: string): string {
  return text.replace(mark, "''").replace(innerMark, "$1''");
}
