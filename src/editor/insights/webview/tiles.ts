import type { ChartsMessage, GapsMessage } from '../protocol.ts';
import { createElement, setText } from '../../shared/webview/dom.ts';
import { toggleSelection, state, type Locale } from './page.ts';

/** The figures at the top. Two of them are buttons that select the customers they count. */
export class Tiles {
  readonly #customers = new Tile('div');
  readonly #perDay = new Tile('div');
  readonly #withoutPhone = new Tile('button', () => toggleSelection({ by: 'phone', key: '' }));
  readonly #withoutEmail = new Tile('button', () => toggleSelection({ by: 'email', key: '' }));
  readonly element = createElement(
    'div',
    { className: 'tiles' },
    this.#customers.element,
    this.#perDay.element,
    this.#withoutPhone.element,
    this.#withoutEmail.element,
  );
  readonly #locale: Locale;
  #matching = 0;

  constructor(locale: Locale) {
    this.#locale = locale;
  }

  showCharts({ matching, days }: ChartsMessage): void {
    const { texts, number, rate } = this.#locale;
    this.#matching = matching;
    this.#customers.show(number(matching), texts.tableTitle);
    this.#perDay.show(rate(matching / days), texts.perDay);
  }

  showGaps({ withoutPhone, withoutEmail }: GapsMessage): void {
    const { texts, number, share } = this.#locale;
    const { only } = state.current;
    this.#withoutPhone.show(
      number(withoutPhone),
      texts.withoutPhone,
      share(withoutPhone, this.#matching),
      only?.by === 'phone' && !only.key,
    );
    this.#withoutEmail.show(
      number(withoutEmail),
      texts.withoutEmail,
      share(withoutEmail, this.#matching),
      only?.by === 'email' && !only.key,
    );
  }
}

class Tile {
  readonly #value = createElement('span', { className: 'value' });
  readonly #label = createElement('span', { className: 'label' });
  readonly #note = createElement('span', { className: 'share' });
  readonly element: HTMLElement;

  constructor(tag: 'div' | 'button', chosen?: () => void) {
    this.element = createElement(tag, { className: 'tile' }, this.#value, this.#label, this.#note);
    if (chosen) this.element.addEventListener('click', chosen);
  }

  show(value: string, label: string, note = '', isChosen?: boolean): void {
    setText(this.#value, value);
    setText(this.#label, label);
    setText(this.#note, note);
    if (isChosen !== undefined) this.element.ariaPressed = String(isChosen);
  }
}
