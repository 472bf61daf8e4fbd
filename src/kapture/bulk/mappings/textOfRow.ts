import type { RowProblem } from '../plans/rowInput.ts';

/** The cells of a row as one text, each on its line, without blank cells at the end, which a spreadsheet adds. */
export function textOfRow(cells: readonly (string | undefined)[]): string {
  const end = cells.findLastIndex((cell = '') => cell.trim() !== '') + 1;
  return cells
    .slice(0, end)
    .map((cell = '') => cell.replace(/[\r\n]+/g, ' '))
    .join('\n');
}

/** The cells of a text of {@link textOfRow}. */
export function cellsOfText(text: string): string[] {
  return text.split('\n');
}

/** The cells of a row that was refused as a whole, as they are in the file. Undefined for any other row. */
export function refusedCells({ problems }: { readonly problems: readonly RowProblem[] }): string[] | undefined {
  const refused = problems.find(({ column, text }) => column === undefined && text !== undefined);
  return refused?.text === undefined ? undefined : cellsOfText(refused.text);
}
