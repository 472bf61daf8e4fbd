import type { Bar } from '../protocol.ts';
import { arrange, keepStop, make, roving, write } from './dom.ts';
import { choose, state, type Speech } from './page.ts';

/** Customers per day or month as upright bars, each a button, with a scale and what the one in question stands for. */
export class Timeline {
  readonly #title = make('h2', { id: 'timeline' });
  readonly #reading = make('p', { className: 'reading', ariaHidden: 'true' });
  readonly #scale = make('div', { className: 'scale', ariaHidden: 'true' });
  readonly #columns = make('ul', { className: 'columns' });
  readonly #axis = make('div', { className: 'axis', ariaHidden: 'true' });
  readonly #without = make('button', { className: 'quiet', type: 'button', hidden: true });
  readonly element = make(
    'section',
    { className: 'card wide' },
    make('div', { className: 'heading' }, this.#title, this.#reading),
    make('div', { className: 'plot' }, this.#scale, this.#columns, this.#axis),
    this.#without,
  );
  readonly #buttons = new Map<string, HTMLButtonElement>();
  readonly #speech: Speech;
  #by: 'day' | 'month' = 'day';
  #bars: readonly Bar[] = [];

  constructor(speech: Speech) {
    this.#speech = speech;
    this.element.setAttribute('aria-labelledby', 'timeline');
    this.#columns.setAttribute('aria-labelledby', 'timeline');
    this.#columns.setAttribute('role', 'list');
    roving(this.#columns, 'button');
    this.#without.addEventListener('click', () => choose({ by: this.#by, key: '' }));
    for (const type of ['mouseover', 'focusin'] as const)
      this.#columns.addEventListener(type, ({ target }) => this.#read(target));
    for (const type of ['mouseleave', 'focusout'] as const)
      this.#columns.addEventListener(type, () => this.#read(document.activeElement));
    new ResizeObserver(() => this.#label()).observe(this.#columns);
  }

  show(by: 'day' | 'month', all: readonly Bar[]): void {
    const { texts, number, customers } = this.#speech;
    const bars = all.filter(({ key }) => key);
    const without = all.find(({ key }) => !key);
    this.#by = by;
    this.#bars = bars;
    write(this.#title, texts.timeTitles[by]);
    const top = niceTop(Math.max(...bars.map(({ count }) => count), 0));
    const steps = [top, top / 2, 0].filter(Number.isInteger);
    arrange(
      this.#scale,
      steps.map((step) => {
        const line = make('span', {}, number(step));
        line.style.bottom = `${(step / top) * 100}%`;
        return line;
      }),
    );
    const { only } = state.kept;
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
    arrange(
      this.#columns,
      items.map((button) => button.parentElement!),
    );
    keepStop(items);
    this.#without.hidden = !without;
    if (without) write(this.#without, `${without.label}: ${customers(without.count)}`);
    this.#without.setAttribute('aria-pressed', String(only?.by === by && only.key === ''));
    this.#label();
    this.#read(document.activeElement);
  }

  #button(key: string): HTMLButtonElement {
    const button = make(
      'button',
      { type: 'button', className: 'column', tabIndex: -1 },
      make('span', { className: 'fill' }),
    );
    button.addEventListener('click', () => choose({ by: this.#by, key }));
    make('li', {}, button);
    this.#buttons.set(key, button);
    return button;
  }

  /** Says the numbers of the bar that is pointed at or has the focus; else of the chosen one, or of the highest. */
  #read(target: EventTarget | null): void {
    const button = target instanceof Element ? target.closest('.column') : null;
    const { only } = state.kept;
    const chosen = only?.by === this.#by ? this.#bars.find(({ key }) => key === only.key) : undefined;
    const bar = this.#bars.find(({ key }) => this.#buttons.get(key) === button) ?? chosen;
    write(this.#reading, bar ? `${bar.label} · ${this.#speech.customers(bar.count)}` : '');
  }

  /** Names as many days below as there is room for, the last one among them. */
  #label(): void {
    const count = this.#bars.length;
    const most = Math.max(2, Math.floor(this.#columns.clientWidth / 84));
    const every = Math.max(1, Math.ceil(count / most));
    const labels = this.#bars.flatMap((bar, index) => {
      if ((count - 1 - index) % every) return [];
      const label = make('span', {}, this.#speech.time(bar.key));
      const at = (index + 0.5) / count;
      label.style.left = `${at * 100}%`;
      // The outer ones stay within the chart.
      label.className = count > 2 && at < 0.04 ? 'first' : count > 2 && at > 0.96 ? 'last' : '';
      return [label];
    });
    arrange(this.#axis, labels);
  }
}

/** A round number at or above a largest value, for the top of a scale. */
export function niceTop(largest: number): number {
  if (largest <= 4) return Math.max(2, Math.ceil(largest / 2) * 2);
  const unit = 10 ** Math.floor(Math.log10(largest));
  return (
    [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8, 10]
      .map((factor) => factor * unit)
      .find((top) => top >= largest && Number.isInteger(top)) ?? 10 * unit
  );
}
