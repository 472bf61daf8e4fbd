import type { Selection } from '../../../kapture/store/customerShapes.ts';
import type { RowColumn } from '../../../kapture/store/insightShapes.ts';
import { openPage } from '../../shared/webview/pageState.ts';
import type { TableState } from '../../shared/webview/virtualTable.ts';
import type { FromPage, Texts } from '../protocol.ts';
import { format } from '../../shared/webview/dom.ts';

/** The state that is kept while the page is hidden behind another tab, and over a reload. */
export interface PageState extends TableState<RowColumn> {
  readonly only?: Selection | undefined;
  /** The facets of the expanded charts. */
  readonly unfolded: readonly string[];
  /** Scroll position of the page, in pixels. */
  readonly scrolled: number;
}

export const { state, postToExtension } = openPage<PageState, FromPage>({
  order: { column: 'createdAt', descending: true },
  unfolded: [],
  scrolled: 0,
  tableScrolled: 0,
});

/** Shows only the selected customers, or all of them if this selection is already active. */
export function toggleSelection(selection: Selection): void {
  const { only } = state.current;
  postToExtension({
    kind: 'select',
    only: only?.by === selection.by && only.key === selection.key ? undefined : selection,
  });
}

export interface Locale {
  readonly texts: Texts;
  readonly number: (value: number) => string;
  readonly share: (part: number, whole: number) => string;
  readonly customers: (count: number) => string;
  /** A day or month in short form, for the axis of a chart. */
  readonly time: (key: string) => string;
  /** A date and time from the store; without the year if it is this year's. */
  readonly moment: (text: string | undefined) => string;
}

export function createLocale(texts: Texts, locale: string): Locale {
  const numbers = new Intl.NumberFormat(locale);
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const smallShares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const days = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  const months = new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });
  const momentsOfThisYear = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
  });
  const thisYear = `${new Date().getFullYear()}-`;
  // Times are local times of the tenant, so the time zone of this machine does not matter.
  const formatDate = (formatter: Intl.DateTimeFormat, iso: string, fallback: string): string => {
    const time = Date.parse(iso);
    return Number.isNaN(time) ? fallback : formatter.format(time);
  };
  return {
    texts,
    number: (value) => numbers.format(value),
    share: (part, whole) => (whole ? (part / whole < 0.1 ? smallShares : shares).format(part / whole) : ''),
    customers: (count) => (count === 1 ? texts.oneRow : format(texts.rows, numbers.format(count))),
    time: (key) =>
      key.length === 7 ? formatDate(months, `${key}-01T00:00:00Z`, key) : formatDate(days, `${key}T00:00:00Z`, key),
    moment: (text) => {
      const formatter = text?.startsWith(thisYear) ? momentsOfThisYear : moments;
      return text ? formatDate(formatter, `${text.replace(' ', 'T')}Z`, text) : texts.noDate;
    },
  };
}
