import type { Bar } from '../protocol.ts';
import { setChildren, ensureTabStop, createElement, rovingTabIndex, setText } from '../../shared/webview/dom.ts';
import { toggleSelection, state, type Locale } from './page.ts';

/** Customers per day or month as vertical bars, each a button, with a scale and the figures of the current bar. */
export class Timeline {
  readonly #title = createElement('h2', { id: 'timeline' });
  readonly #readout = createElement('p', { className: 'reading', ariaHidden: 'true' });
  readonly #scale = createElement('div', { className: 'scale', ariaHidden: 'true' });
  readonly #columns = createElement('ul', { className: 'columns' });
  readonly #axis = createElement('div', { className: 'axis', ariaHidden: 'true' });
  readonly #without = createElement('button', { className: 'quiet', type: 'button', hidden: true });
  readonly element = createElement(
    'section',
    { className: 'card wide' },
    createElement('div', { className: 'heading' }, this.#title, this.#readout),
    createElement('div', { className: 'plot' }, this.#scale, this.#columns, this.#axis),
    this.#without,
  );
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #locale: Locale;
  #by: 'day' | 'month' = 'day';
  #bars: readonly Bar[] = [];

  constructor(locale: Locale) {
    this.#locale = locale;
    this.element.setAttribute('aria-labelledby', 'timeline');
    this.#columns.setAttribute('aria-labelledby', 'timeline');
    this.#columns.setAttribute('role', 'list');
    rovingTabIndex(this.#columns, 'button');
    this.#without.addEventListener('click', () => toggleSelection({ by: this.#by, key: '' }));
    for (const type of ['mouseover', 'focusin'] as const)
      this.#columns.addEventListener(type, ({ target }) => this.#showReadout(target));
    for (const type of ['mouseleave', 'focusout'] as const)
      this.#columns.addEventListener(type, () => this.#showReadout(document.activeElement));
    new ResizeObserver(() => this.#drawLabels()).observe(this.#columns);
  }

  show(by: 'day' | 'month', all: readonly Bar[]): void {
    const { texts, number, customers } = this.#locale;
    const bars = all.filter(({ key }) => key);
    const without = all.find(({ key }) => !key);
    this.#by = by;
    this.#bars = bars;
    setText(this.#title, texts.timeTitles[by]);
    const top = niceTop(Math.max(...bars.map(({ count }) => count), 0));
    const steps = [top, top / 2, 0].filter(Number.isInteger);
    setChildren(
      this.#scale,
      steps.map((step) => {
        const line = createElement('span', {}, number(step));
        line.style.bottom = `${(step / top) * 100}%`;
        return line;
      }),
    );
    const { only } = state.current;
    const items = bars.map((bar) => {
      const button = this.#buttons.get(bar.key) ?? this.#button(bar.key);
      const isChosen = only?.by === by && only.key === bar.key;
      button.setAttribute('aria-pressed', String(isChosen));
      button.setAttribute('aria-label', `${bar.label}: ${customers(bar.count)}`);
      button.classList.toggle('faded', only?.by === by && !isChosen);
      (button.firstElementChild as HTMLElement).style.height = `${(bar.count / top) * 100}%`;
      return button;
    });
    for (const [key, button] of this.#buttons) {
      if (items.includes(button)) continue;
      this.#buttons.delete(key);
    }
    this.#columns.classList.toggle('dense', bars.length > 45);
    setChildren(
      this.#columns,
      items.map((button) => button.parentElement!),
    );
    ensureTabStop(items);
    this.#without.hidden = !without;
    if (without) setText(this.#without, `${without.label}: ${customers(without.count)}`);
    this.#without.setAttribute('aria-pressed', String(only?.by === by && only.key === ''));
    this.#drawLabels();
    this.#showReadout(document.activeElement);
  }

  #button(key: string): HTMLButtonElement {
    const button = createElement(
      'button',
      { type: 'button', className: 'column', tabIndex: -1 },
      createElement('span', { className: 'fill' }),
    );
    button.addEventListener('click', () => toggleSelection({ by: this.#by, key }));
    createElement('li', {}, button);
    this.#buttons.set(key, button);
    return button;
  }

  /** Shows the figures of the hovered or focused bar, or else of the selected one. */
  #showReadout(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest('.column') : null;
    const { only } = state.current;
    const chosen = only?.by === this.#by ? this.#bars.find(({ key }) => key === only.key) : undefined;
    const bar = this.#bars.find(({ key }) => this.#buttons.get(key) === button) ?? chosen;
    setText(this.#readout, bar ? `${bar.label} · ${this.#locale.customers(bar.count)}` : '');
  }

  /** Labels as many days on the axis as fit, including the last one. */
  #drawLabels(): void {
    const count = this.#bars.length;
    const most = Math.max(2, Math.floor(this.#columns.clientWidth / 84));
    const every = Math.max(1, Math.ceil(count / most));
    const labels = this.#bars.flatMap((bar, index) => {
      if ((count - 1 - index) % every) return [];
      const label = createElement('span', {}, this.#locale.time(bar.key));
      const at = (index + 0.5) / count;
      label.style.left = `${at * 100}%`;
      // Keeps the outer labels within the chart.
      if (count > 2 && at < 0.04) label.className = 'first';
      else if (count > 2 && at > 0.96) label.className = 'last';
      return [label];
    });
    setChildren(this.#axis, labels);
  }
}

/** A round number at or above the largest value, for the top of a scale. */
function niceTop(largest: number): number {
  if (largest <= 4) return Math.max(2, Math.ceil(largest / 2) * 2);
  const unit = 10 ** Math.floor(Math.log10(largest));
  return (
    [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10]
      .map((factor) => factor * unit)
      .find((top) => top >= largest && Number.isInteger(top)) ?? 10 * unit
  );
}
