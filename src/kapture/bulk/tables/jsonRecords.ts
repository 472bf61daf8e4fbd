import { maxJsonLength } from '../../json/jsonLimits.ts';
import { readString, strictText } from '../../json/looseJson.ts';
import { elementSpans, propertySpans, valueSpan } from '../../json/spans.ts';
import { tokenAt } from '../../json/tokens.ts';
import { problem, type Problem } from '../../problem/problem.ts';
import { maxColumns, TableError, tooManyColumns } from './table.ts';

export interface JsonRecord {
  readonly line: number;
  /** Undefined if the object cannot be read. */
  readonly cells?: ReadonlyMap<string, JsonCell>;
  readonly problem?: Problem;
}

export interface JsonCell {
  readonly text: string;
  /** The text is an unchanged JSON number or boolean. */
  readonly isLiteral: boolean;
}

/** Deeper objects and arrays are one cell with their JSON. */
const maxDepth = 4;

/** The objects of JSON Lines. Blank lines are skipped. */
export async function* jsonLineRecords(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<JsonRecord> {
  let rest = '';
  let line = 1;
  for await (const chunk of text) {
    rest += chunk;
    let from = 0;
    for (let end = rest.indexOf('\n'); end >= 0; end = rest.indexOf('\n', from)) {
      const written = rest.slice(from, end);
      if (written.trim()) yield readRecord(written, line);
      from = end + 1;
      line++;
    }
    rest = rest.slice(from);
    if (rest.length > maxJsonLength) throw tooLong(line);
  }
  if (rest.trim()) yield readRecord(rest, line);
}

/** The elements of a JSON array. Throws a {@link TableError} if the text is not an array, or not complete. */
export async function* jsonArrayRecords(text: AsyncIterable<string> | Iterable<string>): AsyncGenerator<JsonRecord> {
  const splitter = new ArraySplitter();
  for await (const chunk of text) yield* splitter.push(chunk);
  splitter.end();
}

/** Finds the elements of an array in chunks of its text. Only the current element is in memory. */
class ArraySplitter {
  #line = 1;
  #state: 'before' | 'between' | 'element' | 'after' = 'before';
  #element: string[] = [];
  #length = 0;
  #startLine = 1;
  #depth = 0;
  #inString = false;
  #isEscaped = false;

  *push(chunk: string): Generator<JsonRecord> {
    let from = 0;
    for (let at = 0; at < chunk.length; at++) {
      const character = chunk[at]!;
      if (character === '\n') this.#line++;
      if (this.#state === 'element') {
        if (this.#inString) this.#scanString(character);
        else if (character === '"') this.#inString = true;
        else if (character === '{' || character === '[') this.#depth++;
        else if (this.#depth > 0 && (character === '}' || character === ']')) this.#depth--;
        else if (this.#depth === 0 && (character === ',' || character === ']')) {
          yield this.#take(chunk.slice(from, at));
          this.#state = character === ',' ? 'between' : 'after';
        }
      } else if (!/[\s\uFEFF]/.test(character)) {
        this.#startOf(character);
        from = at;
      }
    }
    if (this.#state !== 'element') return;
    this.#element.push(chunk.slice(from));
    this.#length += chunk.length - from;
    if (this.#length > maxJsonLength) throw tooLong(this.#startLine);
  }

  end(): void {
    if (this.#state === 'before') throw notArray();
    if (this.#state !== 'after')
      throw new TableError('format', problem('The JSON is incomplete. It ends in the middle of the array.'));
  }

  #startOf(character: string): void {
    if (this.#state === 'before') {
      if (character !== '[') throw notArray();
      this.#state = 'between';
      return;
    }
    if (this.#state === 'after')
      throw new TableError(
        'format',
        problem('There is text after the array, on line {0}.', this.#line),
        undefined,
        this.#line,
      );
    if (character === ']') {
      this.#state = 'after';
      return;
    }
    this.#state = 'element';
    this.#startLine = this.#line;
    this.#inString = character === '"';
    this.#depth = character === '{' || character === '[' ? 1 : 0;
  }

  #scanString(character: string): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (character === '\\') this.#isEscaped = true;
    else if (character === '"') this.#inString = false;
  }

  #take(last: string): JsonRecord {
    const text = this.#element.join('') + last;
    this.#element = [];
    this.#length = 0;
    return readRecord(text, this.#startLine);
  }
}

function notArray(): TableError {
  return new TableError('format', problem('The JSON must be an array of objects, with one object per row.'));
}

function tooLong(line: number): TableError {
  return new TableError(
    'format',
    problem('The object that starts on line {0} is larger than 0.5 MB.', line),
    undefined,
    line,
  );
}

/**
 * Reads the cells of an object. Values of nested objects are cells with the path as the name: `contacts.0.phone`.
 * Throws a {@link TableError} if there are too many.
 */
function readRecord(text: string, line: number): JsonRecord {
  let value: unknown;
  try {
    value = JSON.parse(strictText(text));
  } catch {
    return { line, problem: problem('The row is not JSON.') };
  }
  // The cells are counted before they are read, because reading 90,000 of them blocks the thread for 0.2 s.
  if (countCells(value, 0) > maxColumns) throw tooManyColumns();
  if (tokenAt(text, 0)?.kind !== '{') return { line, problem: problem('The row is not an object.') };
  const cells = new Map<string, JsonCell>();
  const repeated = addProperties(text, 0, '', 1, cells);
  return repeated === undefined
    ? { line, cells }
    : { line, problem: problem('The row has the field {0} several times.', repeated) };
}

/** How many cells a value has. Stops soon after `maxColumns`. */
function countCells(value: unknown, depth: number): number {
  if (typeof value !== 'object' || value === null || depth === maxDepth) return 1;
  let count = 0;
  for (const inner of Object.values(value)) {
    count += countCells(inner, depth + 1);
    if (count > maxColumns) break;
  }
  return count;
}

/** Adds the properties of the object at an offset. Returns a name that it has several times. */
function addProperties(
  text: string,
  from: number,
  prefix: string,
  depth: number,
  cells: Map<string, JsonCell>,
): string | undefined {
  for (const { key, valueStart } of propertySpans(text, from)) {
    const repeated = addValue(text, valueStart, prefix + key, depth, cells);
    if (repeated !== undefined) return repeated;
  }
  return undefined;
}

function addValue(
  text: string,
  start: number,
  name: string,
  depth: number,
  cells: Map<string, JsonCell>,
): string | undefined {
  const token = tokenAt(text, start)!;
  if (token.kind === '{' && depth < maxDepth) return addProperties(text, start, `${name}.`, depth + 1, cells);
  if (token.kind === '[' && depth < maxDepth) {
    for (const [index, element] of elementSpans(text, start).entries()) {
      const repeated = addValue(text, element.start, `${name}.${index}`, depth + 1, cells);
      if (repeated !== undefined) return repeated;
    }
    return undefined;
  }
  if (cells.has(name)) return name;
  cells.set(name, cellOf(text, start));
  return undefined;
}

function cellOf(text: string, start: number): JsonCell {
  const token = tokenAt(text, start)!;
  if (token.kind === 'string') return { text: readString(text, token), isLiteral: false };
  const span = valueSpan(text, start)!;
  const written = text.slice(span.start, span.end);
  if (written === 'null') return { text: '', isLiteral: false };
  return { text: written, isLiteral: token.kind === 'literal' };
}
