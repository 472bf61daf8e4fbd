import { barFacets, type BarFacet } from '../../../kapture/store/insightShapes.ts';
import type { ChartsMessage, EmptyMessage, GapsMessage, Texts, ToPage } from '../protocol.ts';
import { Bars } from './bars.ts';
import { fill, make, write } from './dom.ts';
import { Newest } from './newest.ts';
import { speech, state, tell, type Speech } from './page.ts';
import { Table } from './table.ts';
import { Tiles } from './tiles.ts';
import { Timeline } from './timeline.ts';

/** The page of the insights: what the extension tells comes in, what is clicked goes out. What a server said is put in as text alone. */
class Insights {
  readonly #speech: Speech;
  readonly #title = make('h1', { tabIndex: -1 });
  readonly #whose = make('p', { className: 'whose' });
  readonly #pulling = make('p', { className: 'pulling', role: 'status' });
  readonly #pull: HTMLButtonElement;
  readonly #missing: HTMLElement;
  readonly #missingText = make('span');
  readonly #only: HTMLButtonElement;
  readonly #filter: HTMLButtonElement;
  readonly #clearFilter: HTMLButtonElement;
  readonly #found = make('p', { className: 'found', role: 'status' });
  readonly #hint = make('p', { className: 'hint' });
  readonly #sentence = make('p');
  readonly #firstPull: HTMLButtonElement;
  readonly #empty: HTMLElement;
  readonly #parts: HTMLElement;
  readonly #tiles: Tiles;
  readonly #timeline: Timeline;
  readonly #bars: Readonly<Record<BarFacet, Bars>>;
  readonly #newest: Newest;
  readonly #samePhone: Bars;
  readonly #sameEmail: Bars;
  readonly #table: Table;
  /** Whom the table lists. */
  #listed: string | undefined;
  #isBack = false;

  constructor(speech: Speech) {
    const { texts } = speech;
    this.#speech = speech;
    this.#pull = action('secondary', texts.pullOther, () => tell({ kind: 'run', command: 'pull' }));
    this.#firstPull = action('primary', texts.pull, () => tell({ kind: 'run', command: 'pull' }));
    this.#missing = make(
      'div',
      { className: 'missing', hidden: true },
      this.#missingText,
      action('secondary', texts.pullMissing, () => tell({ kind: 'run', command: 'pullMissing' })),
    );
    this.#only = action('chip', '', () => this.#unchoose(this.#only, () => tell({ kind: 'select', only: undefined })));
    this.#filter = action('edit-filter', '', () => tell({ kind: 'run', command: 'filter' }));
    this.#filter.title = texts.editFilter;
    this.#clearFilter = action('clear-filter', '✕', () =>
      this.#unchoose(this.#clearFilter, () => tell({ kind: 'clearText' })),
    );
    this.#clearFilter.title = this.#clearFilter.ariaLabel = texts.clearFilter;
    this.#only.title = texts.remove;
    this.#tiles = new Tiles(speech);
    this.#timeline = new Timeline(speech);
    this.#bars = Object.fromEntries(
      barFacets.map((by) => [by, new Bars(by, texts.chartTitles[by], texts.noneYet, speech)]),
    ) as Record<BarFacet, Bars>;
    this.#newest = new Newest(speech);
    this.#samePhone = new Bars('phone', texts.samePhone, texts.samePhoneNone, speech);
    this.#sameEmail = new Bars('email', texts.sameEmail, texts.sameEmailNone, speech);
    this.#table = new Table(speech);
    write(this.#title, texts.title);
    write(this.#hint, texts.chartHint);
    this.#empty = make('div', { className: 'empty', hidden: true }, this.#sentence, this.#firstPull);
    this.#parts = make(
      'div',
      { className: 'parts', hidden: true },
      this.#tiles.element,
      this.#timeline.element,
      make('div', { className: 'cards four' }, ...barFacets.map((by) => this.#bars[by].element)),
      make('div', { className: 'cards three' }, this.#newest.element, this.#samePhone.element, this.#sameEmail.element),
      this.#table.element,
    );
    document.body.replaceChildren(
      make(
        'main',
        {},
        make('header', {}, make('div', { className: 'names' }, this.#title, this.#whose), this.#pulling, this.#pull),
        make('div', { className: 'chosen' }, this.#only, this.#filter, this.#clearFilter, this.#found, this.#hint),
        this.#missing,
        this.#empty,
        this.#parts,
      ),
    );
    document.title = texts.title;
    addEventListener('scroll', () => state.keep({ scrolled: scrollY }), { passive: true });
  }

  take(message: ToPage): void {
    switch (message.kind) {
      case 'charts':
        return this.#showCharts(message);
      case 'gaps':
        return this.#showGaps(message);
      case 'rows':
        return this.#table.take(message);
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
    for (const part of [this.#whose, this.#pulling, this.#found]) write(part, '');
    write(this.#sentence, sentence);
    this.#firstPull.hidden = !canPull;
  }

  #showCharts(message: ChartsMessage): void {
    const { connection, range, loaded, matching, missing, isPulling, only, filter, timeFacet, times, charts } = message;
    const { texts, number } = this.#speech;
    state.keep({ only: only && { by: only.by, key: only.key } });
    this.#empty.hidden = true;
    this.#parts.hidden = this.#pull.hidden = false;
    write(this.#whose, `${connection} · ${range}`);
    write(this.#pulling, isPulling ? texts.pulling : '');
    this.#missing.hidden = !missing;
    write(this.#missingText, missing === 1 ? texts.oneMissing : fill(texts.missing, number(missing)));
    showChip(this.#only, only?.text);
    showChip(this.#filter, filter && fill(texts.filter, filter));
    this.#clearFilter.hidden = !filter;
    write(this.#found, only || filter ? fill(texts.ofCustomers, number(matching), number(loaded)) : '');
    this.#hint.hidden = only !== undefined || filter !== '';
    this.#tiles.showCharts(message);
    this.#timeline.show(timeFacet, times);
    for (const by of barFacets)
      this.#bars[by].show(
        charts[by],
        charts[by].bars.reduce((sum, { count }) => sum + count, charts[by].others),
      );
    const listed = JSON.stringify([connection, range, only, filter]);
    if (this.#listed !== undefined && this.#listed !== listed) this.#table.restart();
    this.#listed = listed;
    this.#table.show(message);
    if (!this.#isBack) scrollTo({ top: state.kept.scrolled, behavior: 'instant' });
    this.#isBack = true;
  }

  #showGaps(message: GapsMessage): void {
    this.#tiles.showGaps(message);
    this.#newest.show(message.newest);
    this.#samePhone.show(message.samePhone, 0);
    this.#sameEmail.show(message.sameEmail, 0);
  }

  /** What has the focus goes; the heading is where the next Tab starts from. */
  #unchoose(chip: HTMLButtonElement, ask: () => void): void {
    ask();
    if (document.activeElement === chip) this.#title.focus({ preventScroll: true });
  }
}

function showChip(chip: HTMLButtonElement, text: string | undefined): void {
  chip.hidden = !text;
  write(chip, text ?? '');
}

function action(className: string, text: string, run: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button', className }, text);
  button.addEventListener('click', run);
  return button;
}

function start(texts: Texts, locale: string): Insights {
  try {
    return new Insights(speech(texts, locale));
  } catch (error) {
    // A locale that the browser does not know; the browser's own will do.
    if (!(error instanceof RangeError)) throw error;
    return new Insights(speech(texts, navigator.language));
  }
}

const texts = JSON.parse(document.getElementById('texts')!.textContent) as Texts;
const page = start(texts, document.documentElement.lang);
addEventListener('message', ({ data }: MessageEvent<ToPage>) => {
  page.take(data);
});
tell({ kind: 'ready', only: state.kept.only });
