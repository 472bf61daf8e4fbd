import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { readLoose } from '../json/looseJson.ts';
import { openPresent } from '../store/database.ts';
import { StoredCustomers, withStoreErrors } from '../store/storedCustomers.ts';
import type { StoredPlace } from '../store/spoolFiles.ts';
import { type Queried, ValueTexts } from './runQuery.ts';

/** The amount that is read at a time if customers are read in order, in bytes. */
const readBytes = 1 << 20;

interface ReadCustomer {
  readonly index: number;
  readonly text: string;
  readonly value: unknown;
}

/**
 * The customers of a pull. Its root behaves like an array of their records, but only one record is in memory at a time:
 * 100,000 customers would need about a gigabyte.
 */
export class QueriedCustomers implements Queried {
  readonly root: readonly unknown[];
  readonly isCut = false;
  readonly missing: number;
  readonly #places: readonly StoredPlace[];
  readonly #files: RecordFiles;
  readonly #step: () => void;
  #last: ReadCustomer | undefined;
  /** The values of the customer whose values were shown last. */
  #shown: { readonly index: number; readonly texts: ValueTexts } | undefined;

  /** `database` is the path of the store. `step` is called before a customer is read. Throws a `StoreError`. */
  constructor(database: string, pull: number, step: () => void) {
    const [places, files] = withStoreErrors(() => {
      const opened = openPresent(database);
      try {
        const customers = new StoredCustomers(opened, dirname(database));
        return [customers.places(pull), new RecordFiles((spool) => customers.pathOf(spool))] as const;
      } finally {
        opened.close();
      }
    });
    this.#files = files;
    this.#step = step;
    // After a power failure, a row can refer to bytes that were not written.
    this.#places = places.filter(
      ({ spool, start, length, text }) => text !== null || start + length <= files.sizeOf(spool),
    );
    this.missing = places.length - this.#places.length;
    const count = this.#places.length;
    this.root = new Proxy<unknown[]>([], {
      get: (target, key) => {
        if (key === 'length') return count;
        if (!isIndex(key)) return Reflect.get(target, key) as unknown;
        step();
        return this.#customer(Number(key))?.value;
      },
      has: (target, key) => (isIndex(key) ? Number(key) < count : Reflect.has(target, key)),
    });
  }

  textAt([index, ...location]: readonly (string | number)[]): string {
    if (index === undefined) return this.#allTexts();
    const customer = Number(index);
    const { text } = this.#customer(customer) ?? { text: 'null' };
    if (!location.length) return text;
    // A query such as $[*].* has many values of each customer, so the places of the last customer's values are kept.
    if (this.#shown?.index !== customer) this.#shown = { index: customer, texts: new ValueTexts(text, 0) };
    return this.#shown.texts.at(location);
  }

  #allTexts(): string {
    const texts = this.#places.map((_, index) => {
      this.#step();
      return this.#customer(index)?.text;
    });
    return `[${texts.join(',')}]`;
  }

  #customer(index: number): ReadCustomer | undefined {
    if (this.#last?.index === index) return this.#last;
    const place = this.#places[index];
    if (!place) return undefined;
    const text = place.text ?? withStoreErrors(() => this.#files.read(place));
    return (this.#last = { index, text, value: readLoose(text).value ?? null });
  }
}

function isIndex(key: string | symbol): boolean {
  return typeof key === 'string' && /^\d+$/.test(key);
}

/** Reads records from spool files. Reads ahead if records are read in order. */
class RecordFiles {
  readonly #pathOf: (spool: number) => string;
  readonly #sizes = new Map<number, number>();
  /** The spool whose bytes from `#from` are in `#bytes`. */
  #spool = -1;
  #from = 0;
  #bytes = Buffer.alloc(0);
  /** The end of the record that was read last. */
  #end = -1;

  constructor(pathOf: (spool: number) => string) {
    this.#pathOf = pathOf;
  }

  sizeOf(spool: number): number {
    let size = this.#sizes.get(spool);
    if (size === undefined) this.#sizes.set(spool, (size = this.#use(spool, (file) => fstatSync(file).size)));
    return size;
  }

  read({ spool, start, length }: StoredPlace): string {
    const isNext = spool === this.#spool && start >= this.#end && start - this.#end < readBytes;
    if (spool !== this.#spool || start < this.#from || start + length > this.#from + this.#bytes.length) {
      const wanted = isNext || start === 0 ? Math.max(length, readBytes) : length;
      const bytes = Buffer.allocUnsafe(Math.min(wanted, this.sizeOf(spool) - start));
      const done = this.#use(spool, (file) => readSync(file, bytes, 0, bytes.length, start));
      this.#spool = spool;
      this.#from = start;
      this.#bytes = bytes.subarray(0, done);
    }
    this.#end = start + length;
    return this.#bytes.toString('utf8', start - this.#from, this.#end - this.#from);
  }

  #use<Result>(spool: number, work: (file: number) => Result): Result {
    const file = openSync(this.#pathOf(spool), 'r');
    try {
      return work(file);
    } finally {
      closeSync(file);
    }
  }
}
