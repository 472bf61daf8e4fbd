import { EventEmitter, type Event } from 'vscode';
import { dayOf, endOf, startOf, type DateRange } from '../../kapture/calendar.ts';
import { dayOfCustomer, type Customer } from '../../kapture/customer.ts';
import type { WindowResult } from '../../kapture/pull/puller.ts';
import type { Window } from '../../kapture/pull/windows.ts';

/** What was pulled from one connection. */
interface Pulled {
  range: DateRange;
  at: number;
  /** By id, so that a customer of two windows appears once. */
  readonly customers: Map<string, Customer>;
  readonly failures: Map<string, WindowResult>;
}

export interface DayGroup {
  readonly kind: 'day';
  /** `YYYY-MM-DD`; undefined for customers whose date makes no sense. */
  readonly day: string | undefined;
  readonly customers: readonly Customer[];
}

/** What the view shows, filtered and in order. */
export interface Shown {
  readonly days: readonly DayGroup[];
  readonly failures: readonly WindowResult[];
  readonly range: DateRange;
  readonly at: number;
  readonly loaded: number;
  readonly matching: number;
}

const crowdMs = 50;

/** The customers of the view, a set a connection. Knows nothing of trees. */
export class CustomersModel {
  readonly #pulled = new Map<string, Pulled>();
  readonly #changed = new EventEmitter<void>();
  readonly onDidChange: Event<void> = this.#changed.event;
  #connection: string | undefined;
  #filter = '';
  #shown: Shown | undefined;
  #soon: NodeJS.Timeout | undefined;

  /** The connection whose customers are shown. */
  get connection(): string | undefined {
    return this.#connection;
  }

  set connection(name: string | undefined) {
    this.#connection = name;
    this.#tell();
  }

  get filter(): string {
    return this.#filter;
  }

  set filter(text: string) {
    this.#filter = text.trim();
    this.#tell();
  }

  /** Starts over with a range. */
  begin(connection: string, range: DateRange): void {
    this.#pulled.set(connection, { range, at: Date.now(), customers: new Map(), failures: new Map() });
    this.#tell();
  }

  /** Takes what became of a window; a result takes the place of that window's failure. */
  add(connection: string, result: WindowResult): void {
    const pulled = this.#pulled.get(connection);
    if (!pulled) return;
    pulled.failures.delete(keyOf(result.window));
    if (result.error ?? result.exchange) pulled.failures.set(keyOf(result.window), result);
    for (const customer of result.customers) pulled.customers.set(customer.id, customer);
    this.#tellSoon();
  }

  /** Puts one customer in its place; unless `always`, only if it is shown or belongs into the range. */
  put(connection: string, customer: Customer, { always = false } = {}): void {
    const pulled = this.#pulled.get(connection);
    if (!pulled) return;
    const old = pulled.customers.get(customer.id);
    const { createdAt } = customer;
    const inRange = createdAt !== undefined && createdAt >= startOf(pulled.range.start) && createdAt <= endOf(pulled.range.end);
    if (!always && !old && !inRange) return;
    pulled.customers.set(customer.id, customer);
    this.#tell();
  }

  find(connection: string, id: string): Customer | undefined {
    return this.#pulled.get(connection)?.customers.get(id);
  }

  hasPulled(connection: string): boolean {
    return this.#pulled.has(connection);
  }

  /** What there is to show; undefined before the first pull. */
  get shown(): Shown | undefined {
    const pulled = this.#connection === undefined ? undefined : this.#pulled.get(this.#connection);
    if (pulled) this.#shown ??= show(pulled, this.#filter);
    return this.#shown;
  }

  #tell(): void {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    this.#shown = undefined;
    this.#changed.fire();
  }

  /** Windows come in crowds, and to sort what is shown for each of them takes longer than to fetch it. */
  #tellSoon(): void {
    this.#shown = undefined;
    this.#soon ??= setTimeout(() => this.#tell(), crowdMs);
  }

  dispose(): void {
    clearTimeout(this.#soon);
    this.#changed.dispose();
  }
}

function show({ range, at, customers, failures }: Pulled, filter: string): Shown {
  const wanted = filter.toLowerCase();
  const matching = [...customers.values()].filter((customer) => !wanted || searchText(customer).includes(wanted));
  matching.sort((a, b) => compare(b.createdAt ?? '', a.createdAt ?? '') || compare(b.id, a.id));
  const days = [...Map.groupBy(matching, dayOfCustomer)].map(([day, group]): DayGroup => ({ kind: 'day', day, customers: group }));
  const failed = [...failures.values()].sort((a, b) => compare(b.window.start, a.window.start));
  return { range, at, loaded: customers.size, matching: matching.length, days, failures: failed };
}

function searchText({ id, name, phone, email, agent, city, code, source, contacts }: Customer): string {
  const people = contacts.flatMap((contact) => [contact.name, contact.phone, contact.email]);
  return [id, name, phone, email, agent, city, code, source, ...people].join('\n').toLowerCase();
}

function keyOf({ start, end }: Window): string {
  return `${start}/${end}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A range in words for people: one day, or first and last. */
export function rangeText({ start, end }: DateRange): string {
  return start === end ? start : dayOf(start) === dayOf(end) ? `${start} – ${end.slice(11)}` : `${start} – ${end}`;
}
