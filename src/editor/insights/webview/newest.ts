import type { ShownCustomer } from '../protocol.ts';
import { arrange, keepStop, make, roving, write } from './dom.ts';
import { tell, type Speech } from './page.ts';

/** The newest customers that cannot be called or written to; a click opens one's record. */
export class Newest {
  readonly #list = make('ul', { className: 'people' });
  readonly #none = make('p', { className: 'none', hidden: true });
  readonly element: HTMLElement;
  readonly #speech: Speech;
  readonly #items = new Map<string, HTMLElement>();

  constructor(speech: Speech) {
    this.#speech = speech;
    this.element = make(
      'section',
      { className: 'card' },
      make('h2', { id: 'newest' }, speech.texts.newest),
      this.#list,
      this.#none,
    );
    this.element.setAttribute('aria-labelledby', 'newest');
    this.#list.setAttribute('aria-labelledby', 'newest');
    this.#list.setAttribute('role', 'list');
    write(this.#none, speech.texts.newestNone);
    roving(this.#list, 'button');
  }

  show(customers: readonly ShownCustomer[]): void {
    const items = customers.map((customer) => {
      const item = this.#items.get(keyOf(customer)) ?? this.#item(customer);
      const [name, lack, moment] = item.firstElementChild!.children;
      write(name!, customer.name || this.#speech.texts.noName);
      write(lack!, this.#lack(customer));
      write(moment!, customer.createdAt ? this.#speech.time(customer.createdAt.slice(0, 10)) : '');
      return item;
    });
    for (const [key, item] of this.#items) if (!items.includes(item)) this.#items.delete(key);
    arrange(this.#list, items);
    keepStop(items.map((item) => item.firstElementChild as HTMLElement));
    this.#list.hidden = !items.length;
    this.#none.hidden = items.length > 0;
  }

  #lack({ phone, email }: ShownCustomer): string {
    const { noPhone, noEmail, noBoth } = this.#speech.texts;
    return phone ? noEmail : email ? noPhone : noBoth;
  }

  #item(customer: ShownCustomer): HTMLElement {
    const { tenant, connection, id } = customer;
    const button = make(
      'button',
      { type: 'button', className: 'person' },
      make('span', { className: 'label', dir: 'auto' }),
      make('span', { className: 'lack' }),
      make('span', { className: 'moment' }),
    );
    button.addEventListener('click', () => tell({ kind: 'open', tenant, connection, id }));
    const item = make('li', {}, button);
    this.#items.set(keyOf(customer), item);
    return item;
  }
}

function keyOf({ tenant, id }: ShownCustomer): string {
  return JSON.stringify([tenant, id]);
}
