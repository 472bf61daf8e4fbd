import type { ShownCustomer } from '../protocol.ts';
import { setChildren, ensureTabStop, createElement, rovingTabIndex, setText } from '../../shared/webview/dom.ts';
import { state, postToExtension, type Locale } from './page.ts';

/** The newest customers without a phone or an email. A click opens the record. */
export class Newest {
  readonly #list = createElement('ul', { className: 'people' });
  readonly #none = createElement('p', { className: 'none', hidden: true });
  readonly element: HTMLElement;
  readonly #locale: Locale;
  readonly #items = new Map<string, HTMLElement>();
  #isShown = false;

  constructor(locale: Locale) {
    this.#locale = locale;
    this.element = createElement(
      'section',
      { className: 'card' },
      createElement('h2', { id: 'newest' }, locale.texts.newest),
      this.#list,
      this.#none,
    );
    this.element.setAttribute('aria-labelledby', 'newest');
    this.#list.setAttribute('aria-labelledby', 'newest');
    this.#list.setAttribute('role', 'list');
    setText(this.#none, locale.texts.newestNone);
    rovingTabIndex(this.#list, 'button');
    document.addEventListener('focusin', ({ target }) => {
      const focused = [...this.#items].find(([, item]) => target instanceof Node && item.contains(target));
      state.update({ newest: focused?.[0] });
    });
  }

  /**
   * Focuses the customer that had the focus before the page was hidden behind another tab, such as its record. Returns
   * false if another element should have it.
   */
  restoreFocus(): boolean {
    const { newest } = state.current;
    if (newest === undefined) return false;
    // The customers are not listed yet.
    if (!this.#isShown) return true;
    const item = this.#items.get(newest);
    item?.querySelector('button')?.focus({ preventScroll: true });
    return item !== undefined;
  }

  show(customers: readonly ShownCustomer[]): void {
    const items = customers.map((customer) => {
      const item = this.#items.get(keyOf(customer)) ?? this.#item(customer);
      const [name, missing, moment] = item.firstElementChild!.children;
      setText(name!, customer.name || this.#locale.texts.noName);
      setText(missing!, this.#missingText(customer));
      setText(moment!, customer.createdAt ? this.#locale.time(customer.createdAt.slice(0, 10)) : '');
      return item;
    });
    for (const [key, item] of this.#items) if (!items.includes(item)) this.#items.delete(key);
    setChildren(this.#list, items);
    ensureTabStop(items.map((item) => item.firstElementChild as HTMLElement));
    this.#list.hidden = !items.length;
    this.#none.hidden = items.length > 0;
    this.#isShown = true;
  }

  #missingText({ phone, email }: ShownCustomer): string {
    const { noPhone, noEmail, noBoth } = this.#locale.texts;
    if (phone) return noEmail;
    return email ? noPhone : noBoth;
  }

  #item(customer: ShownCustomer): HTMLElement {
    const { tenant, connection, id } = customer;
    const button = createElement(
      'button',
      { type: 'button', className: 'person' },
      createElement('span', { className: 'label', dir: 'auto' }),
      createElement('span', { className: 'lack' }),
      createElement('span', { className: 'moment' }),
    );
    button.addEventListener('click', () => postToExtension({ kind: 'open', tenant, connection, id }));
    const item = createElement('li', {}, button);
    this.#items.set(keyOf(customer), item);
    return item;
  }
}

function keyOf({ tenant, id }: ShownCustomer): string {
  return JSON.stringify([tenant, id]);
}
