import { type AtomicFile, makePrivateFile, writeAtomically } from '../exports/atomicFile.ts';
import { readString, strictText } from '../json/looseJson.ts';
import { formatLoose, oneLineJson } from '../json/formatLoose.ts';
import { propertySpans, valueSpan } from '../json/spans.ts';
import { type Span, tokenAt } from '../json/tokens.ts';
import type { JsonPath, QueryNode } from './jsonPath.ts';
import type { QueryOutput, QueryResult, ResultForm } from './query.ts';

/** The amount that is written to a file at a time, in characters. */
const writeLength = 1 << 18;

export interface QueryEvents {
  /** Called with the number of values after each one. */
  readonly onCount: (count: number) => void;
  /** Called with the path of an unfinished file before it is created. */
  readonly onFile: (unfinished: string) => void;
}

export async function runQuery(
  path: JsonPath,
  queried: Queried,
  output: QueryOutput,
  events: QueryEvents,
): Promise<QueryResult> {
  const { isCut, missing } = queried;
  const found = output.kind === 'file' ? await writeFile(path, queried, output, events) : collect();
  return { ...found, isCut, missing };

  function collect(): Pick<QueryResult, 'count' | 'shown' | 'text'> {
    const texts: string[] = [];
    let count = 0;
    // Values after the first one that does not fit are only counted.
    let left = output.kind === 'document' || output.kind === 'lines' ? output.maxLength : -1;
    for (const node of path.nodes(queried.root)) {
      events.onCount(++count);
      if (left < 0) continue;
      const text =
        output.kind === 'lines' ? lineOf(queried.textAt(node.location)) : textOf(node, queried, formOf(output));
      left -= text.length + 1;
      if (left >= 0) texts.push(text);
    }
    const text = output.kind === 'lines' ? texts.join('\n') : formatLoose(`[${texts.join(',')}]`);
    return { count, shown: texts.length, text: output.kind === 'count' ? '' : text };
  }
}

function formOf(output: QueryOutput): ResultForm {
  return output.kind === 'document' || output.kind === 'file' ? output.form : 'values';
}

function textOf(node: QueryNode, queried: Queried, form: ResultForm): string {
  const text = queried.textAt(node.location);
  return form === 'paths' ? `{"path":${JSON.stringify(node.path())},"value":${text}}` : text;
}

function lineOf(text: string): string {
  if (text.startsWith('"')) {
    const string = readString(text, { start: 0, end: text.length });
    if (!/[\p{Cc}\u2028\u2029]/u.test(string)) return string;
  }
  return oneLineJson(strictText(text));
}

async function writeFile(
  path: JsonPath,
  queried: Queried,
  { form, path: target }: Extract<QueryOutput, { kind: 'file' }>,
  { onCount, onFile }: QueryEvents,
): Promise<Pick<QueryResult, 'count' | 'shown' | 'text'>> {
  const write = async (file: AtomicFile): Promise<number> => {
    let written = 0;
    let waiting = '[';
    for (const node of path.nodes(queried.root)) {
      waiting += `${written ? ',' : ''}\n${strictText(textOf(node, queried, form))}`;
      onCount(++written);
      if (waiting.length < writeLength) continue;
      await file.write(Buffer.from(waiting));
      waiting = '';
    }
    await file.write(Buffer.from(`${waiting}\n]\n`));
    return written;
  };
  const count = await writeAtomically(target, write, (unfinished) => {
    onFile(unfinished);
    return makePrivateFile(unfinished);
  });
  return { count, shown: count, text: '' };
}

/** What queries are evaluated on, as it was read from a source. */
export interface Queried {
  readonly root: unknown;
  /** The unchanged text of a value. */
  textAt(location: readonly (string | number)[]): string;
  /** See `QueryResult`. */
  readonly isCut: boolean;
  readonly missing: number;
}

/** The properties of an object: key → span of its value. The last of duplicate keys counts, as in `JSON.parse`. */
type Properties = ReadonlyMap<string, Span>;

/** Spans of smaller objects would take more memory than the objects. In characters. */
const usualLeastStored = 1 << 15;

/** Finds values in a JSON text by their location, to show them unchanged. */
export class ValueTexts {
  readonly #text: string;
  readonly #leastStored: number;
  readonly #whole: Span | undefined;
  /** The arrays, by the offset of their bracket. */
  readonly #arrays = new Map<number, Elements>();
  readonly #objects = new Map<number, Properties>();

  /**
   * The text may be loose JSON, but not truncated. Objects with fewer than `leastStored` characters are read again each
   * time.
   */
  constructor(text: string, leastStored = usualLeastStored) {
    this.#text = text;
    this.#leastStored = leastStored;
    this.#whole = valueSpan(text, 0);
  }

  at(location: readonly (string | number)[]): string {
    let span = this.#whole;
    for (const step of location)
      span = span && (typeof step === 'number' ? this.#element(span, step) : this.#property(span, step));
    return span ? this.#text.slice(span.start, span.end) : 'null';
  }

  #element({ start }: Span, index: number): Span | undefined {
    let elements = this.#arrays.get(start);
    if (!elements) this.#arrays.set(start, (elements = new Elements(this.#text, start)));
    return elements.at(index);
  }

  #property({ start, end }: Span, key: string): Span | undefined {
    let properties = this.#objects.get(start);
    if (!properties) {
      properties = propertiesAt(this.#text, start);
      if (end - start >= this.#leastStored) this.#objects.set(start, properties);
    }
    return properties.get(key);
  }
}

function propertiesAt(text: string, start: number): Properties {
  const found = new Map<string, Span>();
  for (const { key, value } of propertySpans(text, start)) if (value) found.set(key, value);
  return found;
}

/** The elements of an array, found as far as they are needed. */
class Elements {
  readonly #text: string;
  /** Start and end of each element, in pairs. */
  readonly #spans: number[] = [];
  #next: number;

  constructor(text: string, start: number) {
    this.#text = text;
    this.#next = start + 1;
  }

  at(index: number): Span | undefined {
    while (this.#spans.length <= 2 * index) {
      const span = valueSpan(this.#text, this.#next);
      if (!span) return undefined;
      this.#spans.push(span.start, span.end);
      this.#next = tokenAt(this.#text, span.end)?.end ?? this.#text.length;
    }
    return { start: this.#spans[2 * index]!, end: this.#spans[2 * index + 1]! };
  }
}
