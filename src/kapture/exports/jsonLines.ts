import { strictText } from '../looseJson.ts';
import type { ByteBuffer } from './byteBuffer.ts';
import { RecordReader } from './recordReader.ts';

/** Records as JSON Lines. */
export class JsonLines {
  readonly #reader = new RecordReader([], []);
  readonly #out: ByteBuffer;
  /** How many lines are not the very bytes of their record. */
  rewritten = 0;

  constructor(out: ByteBuffer) {
    this.#out = out;
  }

  /**
   * Adds a record as a line; false if it is no JSON object. One that is strict JSON in one line stays byte for byte what
   * it is. Else what a line cannot hold is written in another way: raw control characters in strings are escaped, and line
   * breaks between values, with the blanks around them, are left out. Numbers, strings, their order and their doubles stay.
   */
  add(bytes: Buffer, start: number, end: number): boolean {
    if (this.#reader.read(bytes, start, end) && this.#reader.isStrictLine) {
      this.#out.addSpan(bytes, start, end);
      this.#out.addText('\n');
      return true;
    }
    // With its strings made strict, all breaks that are left stand between values.
    const line = Buffer.from(strictText(bytes.toString('utf8', start, end)).replace(/\s*[\r\n]\s*/g, ''));
    if (!this.#reader.read(line, 0, line.length)) return false;
    this.#out.addSpan(line, 0, line.length);
    this.#out.addText('\n');
    this.rewritten++;
    return true;
  }
}
