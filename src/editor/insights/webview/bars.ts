import type { Facet } from '../../../kapture/store/customerShapes.ts';
import type { Bar, BarChart } from '../protocol.ts';
import {
  setChildren,
  format,
  ensureTabStop,
  createElement,
  rovingTabIndex,
  setText,
} from '../../shared/webview/dom.ts';
import { toggleSelection, state, type Locale } from './page.ts';

/** The number of bars that are shown before the user expands the chart. */
const collapsedCount = 7;

/** A card with a heading and a list of bars, each of which is a button. */
export class Bars {
  readonly element: HTMLElement;
  readonly facet: Facet;
  readonly #emptyText: string;
  readonly #list = createElement('ul', { className: 'bars' });
  readonly #empty = createElement('p', { className: 'none', hidden: true });
  readonly #more = createElement('button', { className: 'quiet', type: 'button', hidden: true });
  readonly #items = new Map<string, Item>();
  readonly #locale: Locale;
  readonly #id: string;
  #chart: BarChart = { bars: [], otherGroups: 0, others: 0 };
  #total = 0;

  /** `none` is shown if there are no bars. */
  constructor(by: Facet, title: string, none: string, locale: Locale) {
    this.facet = by;
    this.#emptyText = none;
    this.#locale = locale;
    this.#id = `bars-${by}`;
    this.element = createElement(
      'section',
      { className: 'card' },
      createElement('h2', { id: this.#id }, title),
      this.#list,
      this.#empty,
      this.#more,
    );
    this.element.setAttribute('aria-labelledby', this.#id);
    this.#list.setAttribute('aria-labelledby', this.#id);
    this.#list.setAttribute('role', 'list');
    rovingTabIndex(this.#list, 'button');
    this.#more.addEventListener('click', () => {
      const { unfolded } = state.current;
      state.update({ unfolded: this.#isUnfolded ? unfolded.filter((other) => other !== by) : [...unfolded, by] });
      this.#draw();
    });
  }

  get #isUnfolded(): boolean {
    return state.current.unfolded.includes(this.facet);
  }

  /** `whole` is the total for the percentages, or 0 for a chart without percentages. */
  show(chart: BarChart, whole: number): void {
    this.#chart = chart;
    this.#total = whole;
    this.#draw();
  }

  #draw(): void {
    const { bars, otherGroups, others } = this.#chart;
    const { texts, number } = this.#locale;
    const { only } = state.current;
    const isChosen = ({ key }: Bar): boolean => only?.by === this.facet && only.key === key;
    const isLong = bars.length > collapsedCount + 1;
    const isUnfolded = this.#isUnfolded || !isLong;
    const shown = isUnfolded ? bars : bars.filter((bar, index) => index < collapsedCount || isChosen(bar));
    const largest = Math.max(1, ...bars.map(({ count }) => count));
    const items = shown.map((bar) => {
      const item = this.#items.get(bar.key) ?? this.#item(bar.key);
      item.show(bar, bar.count / largest, this.#total, isChosen(bar), only?.by === this.facet);
      return item;
    });
    for (const key of [...this.#items.keys()]) if (!shown.some((bar) => bar.key === key)) this.#items.delete(key);
    setChildren(
      this.#list,
      items.map(({ element }) => element),
    );
    ensureTabStop(items.map(({ button }) => button));
    this.#list.hidden = !items.length;
    this.#empty.hidden = items.length > 0;
    setText(this.#empty, this.#emptyText);
    const hidden = bars.length - shown.length + otherGroups;
    const hiddenCount = bars.filter((bar) => !shown.includes(bar)).reduce((sum, { count }) => sum + count, others);
    this.#more.hidden = !isLong && !otherGroups;
    this.#more.disabled = !isLong;
    this.#more.setAttribute('aria-expanded', String(isUnfolded));
    const more = `${format(texts.others, number(hidden))} · ${number(hiddenCount)}`;
    const fewer = otherGroups ? `${texts.fewer} · ${format(texts.unnamed, number(otherGroups))}` : texts.fewer;
    setText(this.#more, isUnfolded && isLong ? fewer : more);
  }

  #item(key: string): Item {
    const item = new Item(() => toggleSelection({ by: this.facet, key }), this.#locale);
    this.#items.set(key, item);
    return item;
  }
}

class Item {
  readonly #label = createElement('span', { className: 'label', dir: 'auto' });
  readonly #count = createElement('span', { className: 'count' });
  readonly #share = createElement('span', { className: 'share' });
  readonly #fill = createElement('span', { className: 'fill' });
  readonly button = createElement(
    'button',
    { className: 'bar', type: 'button', tabIndex: -1 },
    createElement('span', { className: 'track' }, this.#fill, this.#label),
    ' ',
    this.#share,
    ' ',
    this.#count,
  );
  readonly element = createElement('li', {}, this.button);
  readonly #locale: Locale;

  constructor(chosen: () => void, locale: Locale) {
    this.#locale = locale;
    this.button.addEventListener('click', chosen);
  }

  show({ key, label, count }: Bar, length: number, whole: number, isChosen: boolean, isAnyChosen: boolean): void {
    const { texts, number, share, customers } = this.#locale;
    setText(this.#label, label);
    setText(this.#count, number(count));
    setText(this.#share, whole ? share(count, whole) : '');
    this.#fill.style.width = `${length * 100}%`;
    this.button.title = label;
    this.button.classList.toggle('nameless', !key);
    this.button.classList.toggle('faded', isAnyChosen && !isChosen);
    this.button.setAttribute('aria-pressed', String(isChosen));
    this.button.setAttribute(
      'aria-label',
      whole ? format(texts.share, label, customers(count), share(count, whole)) : `${label}: ${customers(count)}`,
    );
  }
}
