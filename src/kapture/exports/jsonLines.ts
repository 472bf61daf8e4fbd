import { oneLineJson } from '../json/formatLoose.ts';
import { strictText } from '../json/looseJson.ts';
import { RecordScanner } from '../records/recordScanner.ts';
import type { ByteBuffer } from './byteBuffer.ts';

export class JsonLines {
  readonly #reader = new RecordScanner([], []);
  readonly #out: ByteBuffer;
  /** The line of the last record that was read, and its bounds. */
  #line: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #isRewritten = false;
  rewritten = 0;

  constructor(out: ByteBuffer) {
    this.#out = out;
  }

  /**
   * Reads a record that becomes a line. False if it is not a JSON object. A record that is strict JSON on one line
   * stays unchanged. In any other, raw control characters in strings are escaped, and line breaks between values are
   * removed together with the white space around them. Numbers, strings, their order and duplicate keys stay.
   */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.#isRewritten = !(this.#reader.read(bytes, start, end) && this.#reader.isStrictLine);
    this.#line = bytes;
    this.#start = start;
    this.#end = end;
    if (!this.#isRewritten) return true;
    // Once the strings are strict, all remaining line breaks are between values.
    this.#line = Buffer.from(oneLineJson(strictText(bytes.toString('utf8', start, end))));
    this.#start = 0;
    this.#end = this.#line.length;
    return this.#reader.read(this.#line, this.#start, this.#end);
  }

  /** Whether the record has escaped surrogates, paired or lone. */
  get hasSurrogates(): boolean {
    return this.#reader.hasSurrogates;
  }

  add(): void {
    this.#out.addSpan(this.#line, this.#start, this.#end);
    this.#out.addText('\n');
    if (this.#isRewritten) this.rewritten++;
  }
}

const escapes = /\\(?:(ud[89ab][\da-f]{2})\\ud[c-f][\da-f]{2}|(ud[89a-f][\da-f]{2})|[^])/gi;

/**
 * Replaces escapes of lone surrogates (`"\ud83d"`) in a JSON text with U+FFFD. JSON allows them, but they are not valid
 * Unicode: DuckDB rejects the whole file because of one, and neither CSV nor Parquet can represent it.
 */
export function replaceLoneSurrogates(json: string): string {
  return json.replace(escapes, (escape: string, _pair?: string, lone?: string) => (lone ? '\\ufffd' : escape));
}
