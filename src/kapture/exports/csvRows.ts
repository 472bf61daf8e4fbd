import type { ByteBuffer } from './byteBuffer.ts';
import type { RecordCells } from './recordCells.ts';
import { doubleTextMarks, invisible } from './textMarks.ts';
import type { WallTime } from './wallTime.ts';
import {
  tab,
  lineFeed,
  carriageReturn,
  quote,
  comma,
  semicolon,
  openBracket,
  backslash,
  openBrace,
} from '../json/characterCodes.ts';

const byteOrderMark = '\uFEFF';

/**
 * Cells that a spreadsheet would evaluate as a formula: those that OWASP lists (`=`, `+`, `-`, `@`, a tab, a line
 * break), the same in full width, and the same after white space and invisible characters.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = new RegExp(`^(?:[\\t\\r\\n]|[${invisible}]*[=+\\-@＝＋－＠])`);
/**
 * The places inside of a cell where a program that separates cells by semicolons, as Excel does in many languages,
 * would start another cell: after a semicolon, a tab or a line break, because the quotes do not count in a row that it
 * splits elsewhere. Only a call of a function or a program is dangerous there, so phone numbers and lists with dashes
 * stay unchanged.
 */
const innerFormula = /[;\t\r\n][ "]*(?=[=@＝＠]|[+\-＋－][^;\t\r\n]*[(|])/g;
/**
 * The bytes with which a cell can start that may be a formula or marked: those characters, apostrophes and white space.
 */
const suspicious = new Set([...Buffer.from("'=+-@\t\r\n\v\f "), 0xc2, 0xe1, 0xe2, 0xe3, 0xef]);
/** Bytes of JSON strings that need decoding, or quotes in CSV. */
const special = new Uint8Array(256);
for (const byte of [comma, semicolon, quote, backslash, tab, lineFeed, carriageReturn]) special[byte] = 1;

/** Adds the first row, with the names of the columns. `bom`: starts with a byte order mark. */
export function addCsvHead(out: ByteBuffer, { columns }: RecordCells, bom: boolean): void {
  if (bom) out.addText(byteOrderMark);
  columns.forEach(({ name }, index) => {
    if (index) out.addText(',');
    addText(out, name);
  });
  out.addText('\r\n');
}

/** Adds the current record of the cells as a row. */
export function addCsvRow(out: ByteBuffer, cells: RecordCells, wallTime: WallTime): void {
  const { columns } = cells;
  for (let column = 0; column < columns.length; column++) {
    if (column > 0) addByte(out, comma);
    if (!cells.find(column)) continue;
    const { type, key } = columns[column]!;
    if (key) {
      addText(out, cells.primarySource());
    } else if (type === 'moment') {
      const moment = cells.moment(wallTime.zone);
      if (moment === undefined) addText(out, cells.text());
      else out.addText(wallTime.isoOf(moment));
    } else if (type === 'json') {
      const json = cells.json();
      // No spreadsheet evaluates JSON, and other programs read it, so it has no apostrophes.
      if (json.startsWith('[') || json.startsWith('{')) out.addText(`"${json.replaceAll('"', '""')}"`);
      else addText(out, json);
    } else if (cells.isString) {
      addString(out, cells);
    } else {
      addPlain(out, cells);
    }
  }
  out.reserve(2);
  out.bytes[out.length++] = carriageReturn;
  out.bytes[out.length++] = lineFeed;
}

/** Adds a string. If it has no escapes, which is the usual case, its bytes are copied. */
function addString(out: ByteBuffer, cells: RecordCells): void {
  const { bytes, start, end } = cells;
  const length = end - start - 2;
  if (length === 0) return;
  if (suspicious.has(bytes[start + 1]!)) {
    addText(out, cells.text());
    return;
  }
  out.reserve(length);
  const target = out.bytes;
  let to = out.length;
  for (let at = start + 1; at < end - 1; at++) {
    const byte = bytes[at]!;
    if (special[byte] === 1) {
      addText(out, cells.text());
      return;
    }
    target[to++] = byte;
  }
  out.length = to;
}

/** Adds a number, `true`, an object or an array. None of them can be a formula. */
function addPlain(out: ByteBuffer, cells: RecordCells): void {
  const first = cells.bytes[cells.start]!;
  if (first === openBracket || first === openBrace) addText(out, cells.json());
  else out.addSpan(cells.bytes, cells.start, cells.end);
}

function addText(out: ByteBuffer, text: string): void {
  out.addText(csvCell(text));
}

/**
 * A text as a CSV cell: quoted as RFC 4180 requires, and with an apostrophe before anything that looks like a formula,
 * also if the cells are separated by semicolons. An import of the cell removes these apostrophes, and leaves those of
 * the text.
 */
export function csvCell(text: string): string {
  return copiedCell(doubleTextMarks(text));
}

/**
 * Like {@link csvCell} for a cell of a table, whose apostrophes may already be marks. An import reads the result as it
 * reads the cell of the table.
 */
export function copiedCell(cell: string): string {
  if (!/[",;\t\r\n]/.test(cell)) return formula.test(cell) ? `"'${cell}"` : cell;
  const marked = (formula.test(cell) ? "'" : '') + cell.replace(innerFormula, "$&'");
  return `"${marked.replaceAll('"', '""')}"`;
}

function addByte(out: ByteBuffer, byte: number): void {
  out.reserve(1);
  out.bytes[out.length++] = byte;
}
