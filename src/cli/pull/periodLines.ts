import { open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { endOf, startOf, type DateRange } from '../../kapture/dates/calendar.ts';
import { ByteBuffer } from '../../kapture/exports/byteBuffer.ts';
import { JsonLines } from '../../kapture/exports/jsonLines.ts';
import type { StreamPullOptions } from '../../kapture/pull/streamPull.ts';
import { FieldReader } from '../../kapture/records/fieldReader.ts';
import { recordColumns } from '../../kapture/records/recordColumns.ts';
import type { Appended, PullKey } from '../../kapture/store/customerShapes.ts';

/** The index of the creation date in the values of a record. */
const createdAt = Object.keys(recordColumns).indexOf('createdAt');

/** Receives a complete period, and the file with its records. The file is deleted after that, unless it is moved. */
export type OnCompletePeriod = (period: DateRange, file: string) => Promise<void>;

interface OpenPeriod {
  readonly period: DateRange;
  readonly path: string;
  readonly file: FileHandle;
  readonly reader: FieldReader;
  /** The lines of one batch, in memory that the next batch reuses. */
  readonly out: ByteBuffer;
  readonly lines: JsonLines;
  /** The first and the last second at which a record may have been created; any if undefined. */
  readonly within: DateRange | undefined;
}

/**
 * What a pull is received into: a temporary file with the lines of each period, which is handed over once the period is
 * complete. Otherwise its records would be received again when it is retried or halved.
 */
export class PeriodLines {
  readonly #folder: string;
  readonly #onComplete: OnCompletePeriod;
  readonly #periods = new Map<number, OpenPeriod>();
  #count = 0;
  /** Resolves when all complete periods have been handed over, one after the other. */
  #handedOver: Promise<void> = Promise.resolve();

  /** The folder is deleted at the end. */
  constructor(folder: string, onComplete: OnCompletePeriod) {
    this.#folder = folder;
    this.#onComplete = onComplete;
  }

  /** What `streamPull` needs of a store. */
  get store(): StreamPullOptions['store'] {
    return {
      openPeriod: (pull, period, options) => this.#open(pull, period, options?.onlyWithin === true),
      append: (period, bytes, spans) => this.#append(period, bytes, spans),
      endPeriod: (period, failure) => this.#end(period, failure === undefined),
      replacePeriods: () => Promise.resolve(),
    };
  }

  async #open({ module, timeZone }: PullKey, period: DateRange, onlyWithin: boolean): Promise<number> {
    const number = ++this.#count;
    const file = path.join(this.#folder, `${number}.jsonl`);
    const out = new ByteBuffer();
    this.#periods.set(number, {
      period,
      out,
      lines: new JsonLines(out),
      path: file,
      file: await open(file, 'wx', 0o600),
      reader: new FieldReader(module, timeZone),
      within: onlyWithin ? { start: startOf(period.start), end: endOf(period.end) } : undefined,
    });
    return number;
  }

  async #append(period: number, received: Uint8Array, spans: readonly number[]): Promise<Appended> {
    const { file, reader, out, lines, within } = this.#periods.get(period)!;
    const bytes = Buffer.from(received.buffer, received.byteOffset, received.length);
    let [stored, unreadable, withoutId, outside] = [0, 0, 0, 0];
    for (let index = 0; index < spans.length; index += 2) {
      const [start, end] = [spans[index]!, spans[index + 1]!];
      const fields = reader.read(bytes, start, end);
      const created = fields?.values[createdAt];
      if (within && typeof created === 'string' && created && (created < within.start || created > within.end))
        outside++;
      else if (lines.read(bytes, start, end)) {
        lines.add();
        if (fields) stored++;
        else withoutId++;
      } else unreadable++;
    }
    await file.write(out.take());
    return { stored, unreadable, withoutId, outside };
  }

  async #end(number: number, isComplete: boolean): Promise<void> {
    const { period, path: file, file: handle } = this.#periods.get(number)!;
    this.#periods.delete(number);
    await handle.close();
    if (isComplete) await (this.#handedOver = this.#handedOver.then(() => this.#onComplete(period, file)));
    await rm(file, { force: true });
  }

  async close(): Promise<void> {
    await Promise.all([...this.#periods.values()].map(({ file }) => file.close()));
    await rm(this.#folder, { recursive: true, force: true });
  }
}
