import type { Facet } from '../../../kapture/store/customerShapes.ts';
import type { Bar, BarChart } from '../protocol.ts';
import { arrange, fill, keepStop, make, roving, write } from './dom.ts';
import { choose, state, type Speech } from './page.ts';

/** So many bars stand there before somebody wants to see all. */
const few = 7;

/** A card with a heading and a list of bars that are buttons. */
export class Bars {
  readonly element: HTMLElement;
  readonly #by: Facet;
  readonly #none: string;
  readonly #list = make('ul', { className: 'bars' });
  readonly #empty = make('p', { className: 'none', hidden: true });
  readonly #more = make('button', { className: 'quiet', type: 'button', hidden: true });
  readonly #items = new Map<string, Item>();
  readonly #speech: Speech;
  readonly #id: string;
  #chart: BarChart = { bars: [], otherGroups: 0, others: 0 };
  #whole = 0;

  /** `none` is said where there is no bar. */
  constructor(by: Facet, title: string, none: string, speech: Speech) {
    this.#by = by;
    this.#none = none;
    this.#speech = speech;
    this.#id = `bars-${by}`;
    this.element = make(
      'section',
      { className: 'card' },
      make('h2', { id: this.#id }, title),
      this.#list,
      this.#empty,
      this.#more,
    );
    this.element.setAttribute('aria-labelledby', this.#id);
    this.#list.setAttribute('aria-labelledby', this.#id);
    this.#list.setAttribute('role', 'list');
    roving(this.#list, 'button');
    this.#more.addEventListener('click', () => {
      const { unfolded } = state.kept;
      state.keep({ unfolded: this.#isUnfolded ? unfolded.filter((other) => other !== by) : [...unfolded, by] });
      this.#draw();
    });
  }

  get #isUnfolded(): boolean {
    return state.kept.unfolded.includes(this.#by);
  }

  /** `whole` is what shares are taken of; 0 for a chart whose bars are no shares. */
  show(chart: BarChart, whole: number): void {
    this.#chart = chart;
    this.#whole = whole;
    this.#draw();
  }

  #draw(): void {
    const { bars, otherGroups, others } = this.#chart;
    const { texts, number } = this.#speech;
    const { only } = state.kept;
    const isChosen = ({ key }: Bar): boolean => only?.by === this.#by && only.key === key;
    const isLong = bars.length > few + 1;
    const isUnfolded = this.#isUnfolded || !isLong;
    const shown = isUnfolded ? bars : bars.filter((bar, index) => index < few || isChosen(bar));
    const largest = Math.max(1, ...bars.map(({ count }) => count));
    const items = shown.map((bar) => {
      const item = this.#items.get(bar.key) ?? this.#item(bar.key);
      item.show(bar, bar.count / largest, this.#whole, isChosen(bar), only?.by === this.#by);
      return item;
    });
    for (const key of [...this.#items.keys()]) if (!shown.some((bar) => bar.key === key)) this.#items.delete(key);
    arrange(
      this.#list,
      items.map(({ element }) => element),
    );
    keepStop(items.map(({ button }) => button));
    this.#list.hidden = !items.length;
    this.#empty.hidden = items.length > 0;
    write(this.#empty, this.#none);
    const hidden = bars.length - shown.length + otherGroups;
    const hiddenCount = bars.filter((bar) => !shown.includes(bar)).reduce((sum, { count }) => sum + count, others);
    this.#more.hidden = !isLong && !otherGroups;
    this.#more.disabled = !isLong;
    this.#more.setAttribute('aria-expanded', String(isUnfolded));
    write(
      this.#more,
      isUnfolded && isLong
        ? otherGroups
          ? `${texts.fewer} · ${fill(texts.unnamed, number(otherGroups))}`
          : texts.fewer
        : `${fill(texts.others, number(hidden))} · ${number(hiddenCount)}`,
    );
  }

  #item(key: string): Item {
    const item = new Item(() => choose({ by: this.#by, key }), this.#speech);
    this.#items.set(key, item);
    return item;
  }
}

class Item {
  readonly #label = make('span', { className: 'label', dir: 'auto' });
  readonly #count = make('span', { className: 'count' });
  readonly #share = make('span', { className: 'share' });
  readonly #fill = make('span', { className: 'fill' });
  readonly button = make(
    'button',
    { className: 'bar', type: 'button', tabIndex: -1 },
    make('span', { className: 'track' }, this.#fill, this.#label),
    ' ',
    this.#share,
    ' ',
    this.#count,
  );
  readonly element = make('li', {}, this.button);
  readonly #speech: Speech;

  constructor(chosen: () => void, speech: Speech) {
    this.#speech = speech;
    this.button.addEventListener('click', chosen);
  }

  show({ key, label, count }: Bar, length: number, whole: number, isChosen: boolean, isAnyChosen: boolean): void {
    const { texts, number, share, customers } = this.#speech;
    write(this.#label, label);
    write(this.#count, number(count));
    write(this.#share, whole ? share(count, whole) : '');
    this.#fill.style.width = `${length * 100}%`;
    this.button.title = label;
    this.button.classList.toggle('nameless', !key);
    this.button.classList.toggle('faded', isAnyChosen && !isChosen);
    this.button.setAttribute('aria-pressed', String(isChosen));
    this.button.setAttribute(
      'aria-label',
      whole ? fill(texts.share, label, customers(count), share(count, whole)) : `${label}: ${customers(count)}`,
    );
  }
}
