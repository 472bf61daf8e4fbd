import type { ChartsMessage, GapsMessage } from '../protocol.ts';
import { make, write } from './dom.ts';
import { choose, state, type Speech } from './page.ts';

/** The numbers on top. Two of them choose the customers that they count. */
export class Tiles {
  readonly #customers = new Tile('div');
  readonly #perDay = new Tile('div');
  readonly #withoutPhone = new Tile('button', () => choose({ by: 'phone', key: '' }));
  readonly #withoutEmail = new Tile('button', () => choose({ by: 'email', key: '' }));
  readonly element = make(
    'div',
    { className: 'tiles' },
    this.#customers.element,
    this.#perDay.element,
    this.#withoutPhone.element,
    this.#withoutEmail.element,
  );
  readonly #speech: Speech;
  #matching = 0;

  constructor(speech: Speech) {
    this.#speech = speech;
  }

  showCharts({ matching, days }: ChartsMessage): void {
    const { texts, number, rate } = this.#speech;
    this.#matching = matching;
    this.#customers.show(number(matching), texts.tableTitle);
    this.#perDay.show(rate(matching / days), texts.perDay);
  }

  showGaps({ withoutPhone, withoutEmail }: GapsMessage): void {
    const { texts, number, share } = this.#speech;
    const { only } = state.kept;
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
  readonly #value = make('span', { className: 'value' });
  readonly #label = make('span', { className: 'label' });
  readonly #note = make('span', { className: 'share' });
  readonly element: HTMLElement;

  constructor(tag: 'div' | 'button', chosen?: () => void) {
    this.element = make(tag, { className: 'tile' }, this.#value, this.#label, this.#note);
    if (chosen) this.element.addEventListener('click', chosen);
  }

  show(value: string, label: string, note = '', isChosen?: boolean): void {
    write(this.#value, value);
    write(this.#label, label);
    write(this.#note, note);
    if (isChosen !== undefined) this.element.ariaPressed = String(isChosen);
  }
}
