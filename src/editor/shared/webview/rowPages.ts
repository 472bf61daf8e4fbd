import type { Order, Rows, RowsRequest } from './tableRows.ts';

/** The number of rows per request. */
const pageSize = 100;
/** The number of pages that are kept before and after the visible ones. */
const keptPages = 10;

/** The loaded rows of a table, in pages that are requested when they are needed. */
export class RowPages<Name extends string, Row> {
  readonly #order: () => Order<Name>;
  readonly #send: (request: RowsRequest<Name>) => void;
  /** Rows by page number. Rows of an earlier version are shown until the new ones arrive. */
  readonly #pages = new Map<number, readonly Row[]>();
  readonly #requested = new Set<number>();
  #version = -1;

  constructor(order: () => Order<Name>, send: (request: RowsRequest<Name>) => void) {
    this.#order = order;
    this.#send = send;
  }

  /** Requests the pages again if there is a new version of the rows. */
  update(version: number): void {
    if (version === this.#version) return;
    this.#version = version;
    this.#requested.clear();
  }

  clear(): void {
    this.#pages.clear();
    this.#requested.clear();
  }

  /** Adds rows that were requested. Returns false if they no longer belong to the listed rows. */
  add({ version, order, offset, rows }: Rows<Name, Row>): boolean {
    if (version !== this.#version || !isSameOrder(order, this.#order())) return false;
    this.#pages.set(offset / pageSize, rows);
    return true;
  }

  /** The row at an index; undefined if it is not loaded. */
  row(index: number): Row | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.[index % pageSize];
  }

  /** Requests the missing pages of a range, and drops those far from it, except the page with the row `kept`. */
  show(from: number, to: number, kept: number): void {
    const first = Math.floor(from / pageSize);
    for (let page = first; page * pageSize < to; page++) this.#request(page);
    const last = Math.floor(to / pageSize) + keptPages;
    for (const page of this.#pages.keys()) {
      if ((page >= first - keptPages && page <= last) || page === Math.floor(kept / pageSize)) continue;
      this.#pages.delete(page);
      this.#requested.delete(page);
    }
  }

  #request(page: number): void {
    if (this.#requested.has(page)) return;
    this.#requested.add(page);
    this.#send({ version: this.#version, order: this.#order(), offset: page * pageSize, limit: pageSize });
  }
}

function isSameOrder<Name extends string>(one: Order<Name>, other: Order<Name>): boolean {
  return one.column === other.column && one.descending === other.descending;
}
