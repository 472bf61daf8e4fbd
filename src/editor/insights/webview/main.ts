import type { BarFacet } from '../../../kapture/store/insightShapes.ts';
import type { BarChart, ChartsMessage, EmptyMessage, Texts, ToPage } from '../protocol.ts';
import { Bars } from './bars.ts';
import { createButton, createElement, format, setText } from '../../shared/webview/dom.ts';
import { createLocale, state, postToExtension, type Locale } from './page.ts';
import { CustomersTable } from './customersTable.ts';
import { Timeline } from './timeline.ts';

/**
 * The page of the insights. It shows what the extension posts, and posts clicks back. Data from the server is only ever
 * text.
 */
class Insights {
  readonly #locale: Locale;
  readonly #title = createElement('h1', { tabIndex: -1 });
  readonly #source = createElement('p', { className: 'whose' });
  readonly #pulling = createElement('p', { className: 'pulling', role: 'status' });
  readonly #pull: HTMLButtonElement;
  readonly #missing: HTMLElement;
  readonly #missingText = createElement('span');
  readonly #only: HTMLButtonElement;
  readonly #filter: HTMLButtonElement;
  readonly #clearFilter: HTMLButtonElement;
  readonly #found = createElement('p', { className: 'found', role: 'status' });
  readonly #hint = createElement('p', { className: 'hint' });
  readonly #sentence = createElement('p');
  readonly #firstPull: HTMLButtonElement;
  readonly #empty: HTMLElement;
  readonly #parts: HTMLElement;
  readonly #timeline: Timeline;
  readonly #bars: Readonly<Partial<Record<BarFacet, Bars>>>;
  readonly #table: CustomersTable;
  /** Identifies the customers that the table lists. */
  #listedKey: string | undefined;
  #isScrolled = false;

  constructor(locale: Locale) {
    const { texts } = locale;
    this.#locale = locale;
    this.#pull = createButton('secondary', texts.pullOther, () => postToExtension({ kind: 'run', command: 'pull' }));
    this.#firstPull = createButton('primary', texts.pull, () => postToExtension({ kind: 'run', command: 'pull' }));
    this.#missing = createElement(
      'div',
      { className: 'missing', hidden: true },
      this.#missingText,
      createButton('secondary', texts.pullMissing, () => postToExtension({ kind: 'run', command: 'pullMissing' })),
    );
    this.#only = createButton('chip', '', () =>
      this.#removeChip(this.#only, () => postToExtension({ kind: 'select', only: undefined })),
    );
    this.#filter = createButton('edit-filter', '', () => postToExtension({ kind: 'run', command: 'filter' }));
    this.#filter.title = texts.editFilter;
    this.#clearFilter = createButton('clear-filter', '✕', () =>
      this.#removeChip(this.#clearFilter, () => postToExtension({ kind: 'clearText' })),
    );
    this.#clearFilter.title = this.#clearFilter.ariaLabel = texts.clearFilter;
    this.#only.title = texts.remove;
    this.#timeline = new Timeline(locale);
    const titles = Object.entries(texts.chartTitles) as [BarFacet, string][];
    this.#bars = Object.fromEntries(titles.map(([by, title]) => [by, new Bars(by, title, texts.noneYet, locale)]));
    this.#table = new CustomersTable(locale);
    setText(this.#title, texts.title);
    setText(this.#hint, texts.chartHint);
    this.#empty = createElement('div', { className: 'empty', hidden: true }, this.#sentence, this.#firstPull);
    this.#parts = createElement(
      'div',
      { className: 'parts', hidden: true },
      this.#timeline.element,
      ...Object.values(this.#bars).map(({ element }) => element),
      this.#table.element,
    );
    document.body.replaceChildren(
      createElement(
        'main',
        {},
        createElement(
          'header',
          {},
          createElement('div', { className: 'names' }, this.#title, this.#source),
          this.#pulling,
          this.#pull,
        ),
        createElement(
          'div',
          { className: 'chosen' },
          this.#only,
          this.#filter,
          this.#clearFilter,
          this.#found,
          this.#hint,
        ),
        this.#missing,
        this.#empty,
        this.#parts,
      ),
    );
    document.title = texts.title;
    addEventListener('focus', () => this.#takeFocus());
    addEventListener('scroll', () => state.update({ scrolled: scrollY }), { passive: true });
  }

  handle(message: ToPage): void {
    switch (message.kind) {
      case 'charts':
        return this.#showCharts(message);
      case 'rows':
        return this.#table.addRows(message);
      case 'empty':
        return this.#showEmpty(message);
    }
  }

  #showEmpty({ sentence, canPull }: EmptyMessage): void {
    this.#empty.hidden = false;
    this.#parts.hidden =
      this.#pull.hidden =
      this.#missing.hidden =
      this.#only.hidden =
      this.#filter.hidden =
      this.#clearFilter.hidden =
      this.#hint.hidden =
        true;
    for (const part of [this.#source, this.#pulling, this.#found]) setText(part, '');
    setText(this.#sentence, sentence);
    this.#firstPull.hidden = !canPull;
  }

  #showCharts(message: ChartsMessage): void {
    const { connection, range, loaded, matching, missing, isPulling, only, filter, timeFacet, times, charts } = message;
    const { texts, number } = this.#locale;
    state.update({ only: only && { by: only.by, key: only.key } });
    this.#empty.hidden = true;
    this.#parts.hidden = this.#pull.hidden = false;
    setText(this.#source, `${connection} · ${range}`);
    setText(this.#pulling, isPulling ? texts.pulling : '');
    this.#missing.hidden = !missing;
    setText(this.#missingText, missing === 1 ? texts.oneMissing : format(texts.missing, number(missing)));
    showChip(this.#only, only?.text);
    showChip(this.#filter, filter && format(texts.filter, filter));
    this.#clearFilter.hidden = !filter;
    setText(this.#found, only || filter ? format(texts.ofRows, number(matching), number(loaded)) : '');
    this.#hint.hidden = only !== undefined || filter !== '';
    this.#timeline.show(timeFacet, times);
    for (const [by, chart] of Object.entries(charts) as [BarFacet, BarChart][])
      this.#bars[by]?.show(
        chart,
        chart.bars.reduce((sum, { count }) => sum + count, chart.others),
      );
    // The charts are painted first, which takes less than half as long without the table below them.
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.#showTable(message);
      }),
    );
  }

  #showTable(message: ChartsMessage): void {
    const { connection, range, only, filter } = message;
    const listed = JSON.stringify([connection, range, only, filter]);
    if (this.#listedKey !== undefined && this.#listedKey !== listed) this.#table.restart();
    this.#listedKey = listed;
    this.#table.show(message);
    if (!this.#isScrolled) scrollTo({ top: state.current.scrolled, behavior: 'instant' });
    this.#isScrolled = true;
    this.#takeFocus();
  }

  /**
   * Takes the focus in a page that VS Code has just opened: the page has the focus, but none of its elements. Tab
   * continues from the heading, or from the customer that had the focus.
   */
  #takeFocus(): void {
    if (!document.hasFocus() || document.activeElement !== document.body) return;
    if (!this.#table.restoreFocus()) this.#title.focus({ preventScroll: true });
  }

  /** Removes a chip. If it had the focus, the heading gets it, so that Tab continues from there. */
  #removeChip(chip: HTMLButtonElement, ask: () => void): void {
    ask();
    if (document.activeElement === chip) this.#title.focus({ preventScroll: true });
  }
}

function showChip(chip: HTMLButtonElement, text: string | undefined): void {
  chip.hidden = !text;
  setText(chip, text ?? '');
}

function start(texts: Texts, language: string): Insights {
  try {
    return new Insights(createLocale(texts, language));
  } catch (error) {
    // If the browser does not know the given locale, its default applies.
    if (!(error instanceof RangeError)) throw error;
    return new Insights(createLocale(texts, navigator.language));
  }
}

const texts = JSON.parse(document.getElementById('texts')!.textContent) as Texts;
const page = start(texts, document.documentElement.lang);
addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  page.handle(data);
});
postToExtension({ kind: 'ready', only: state.current.only });
