import { strictText } from '../json/looseJson.ts';
import type { ByteBuffer } from './byteBuffer.ts';
import { RecordReader } from './recordReader.ts';

/** Records as JSON Lines. */
export class JsonLines {
  readonly #reader = new RecordReader([], []);
  readonly #out: ByteBuffer;
  /** Where the line of the record that was read last stands. */
  #line: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #isRewritten = false;
  /** How many records were reformatted. */
  rewritten = 0;

  constructor(out: ByteBuffer) {
    this.#out = out;
  }

  /**
   * Reads a record that is to be a line; false if it is not a JSON object. One that is strict JSON in one line stays byte for
   * byte what it is. Else what a line cannot hold is written in another way: raw control characters in strings are escaped,
   * and line breaks between values, with the blanks around them, are left out. Numbers, strings, their order and their
   * doubles stay.
   */
  read(bytes: Buffer, start: number, end: number): boolean {
    this.#isRewritten = !(this.#reader.read(bytes, start, end) && this.#reader.isStrictLine);
    this.#line = bytes;
    this.#start = start;
    this.#end = end;
    if (!this.#isRewritten) return true;
    // With its strings made strict, all breaks that are left stand between values.
    this.#line = Buffer.from(strictText(bytes.toString('utf8', start, end)).replace(/\s*[\r\n]\s*/g, ''));
    this.#start = 0;
    this.#end = this.#line.length;
    return this.#reader.read(this.#line, this.#start, this.#end);
  }

  /** Whether the record has escapes of surrogates, in pairs or not. */
  get hasSurrogates(): boolean {
    return this.#reader.hasSurrogates;
  }

  /** Adds the record that was read. */
  add(): void {
    this.#out.addSpan(this.#line, this.#start, this.#end);
    this.#out.addText('\n');
    if (this.#isRewritten) this.rewritten++;
  }
}
