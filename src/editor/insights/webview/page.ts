import type { Selection } from '../../../kapture/store/customerShapes.ts';
import type { RowColumn } from '../../../kapture/store/insightShapes.ts';
import type { FromPage, Order, Texts } from '../protocol.ts';
import { fill } from './dom.ts';

/** What is kept while the page is not there: hidden behind another tab, or over a reload. */
export interface Kept {
  readonly only?: Selection | undefined;
  readonly order: Order;
  /** Titles of the charts that show all their bars. */
  readonly unfolded: readonly string[];
  /** Pixels that page and table are scrolled by. */
  readonly scrolled: number;
  readonly tableScrolled: number;
  /** Widths in pixels of the columns that the user resized. */
  readonly widths: Readonly<Partial<Record<RowColumn, number>>>;
}

interface Host {
  postMessage(message: FromPage): void;
  getState(): Partial<Kept> | undefined;
  setState(state: Kept): void;
}

declare function acquireVsCodeApi(): Host;

const host = acquireVsCodeApi();
let kept: Kept = {
  order: { column: 'createdAt', descending: true },
  unfolded: [],
  scrolled: 0,
  tableScrolled: 0,
  widths: {},
  ...host.getState(),
};

export const state = {
  get kept(): Kept {
    return kept;
  },
  keep(change: Partial<Kept>): void {
    kept = { ...kept, ...change };
    host.setState(kept);
  },
};

export function tell(message: FromPage): void {
  host.postMessage(message);
}

/** Shows only these customers; all of them where they are shown already. */
export function choose(selection: Selection): void {
  const { only } = kept;
  tell({ kind: 'select', only: only?.by === selection.by && only.key === selection.key ? undefined : selection });
}

/** The page's words, and the user's way to write numbers and dates. */
export interface Speech {
  readonly texts: Texts;
  readonly number: (value: number) => string;
  readonly rate: (value: number) => string;
  readonly share: (part: number, whole: number) => string;
  readonly customers: (count: number) => string;
  /** A day or month, short, as below a chart. */
  readonly time: (key: string) => string;
  /** A moment as the store has it. */
  readonly moment: (text: string | undefined) => string;
}

export function speech(texts: Texts, locale: string): Speech {
  const numbers = new Intl.NumberFormat(locale);
  const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const smallShares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  // The tenant's own clock: no zone of this machine comes into it.
  const format = (how: Intl.DateTimeFormat, iso: string, otherwise: string): string => {
    const time = Date.parse(iso);
    return Number.isNaN(time) ? otherwise : how.format(time);
  };
  return {
    texts,
    number: (value) => numbers.format(value),
    rate: (value) => rates.format(value),
    share: (part, whole) => (whole ? (part / whole < 0.1 ? smallShares : shares).format(part / whole) : ''),
    customers: (count) => (count === 1 ? texts.oneCustomer : fill(texts.customers, numbers.format(count))),
    time: (key) =>
      key.length === 7 ? format(months, `${key}-01T00:00:00Z`, key) : format(days, `${key}T00:00:00Z`, key),
    moment: (text) => (text ? format(moments, `${text.replace(' ', 'T')}Z`, text) : texts.noDate),
  };
}
