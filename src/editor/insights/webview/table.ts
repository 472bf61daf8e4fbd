import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import { rowColumnNames, type RowColumn } from '../../../kapture/store/insightShapes.ts';
import type { ChartsMessage, Order, RowsMessage, ShownCustomer } from '../protocol.ts';
import { Columns } from './columns.ts';
import { setChildren, format, ensureTabStop, createElement, rovingTabIndex, setText } from './dom.ts';
import { state, postToExtension, type Locale } from './page.ts';

const pageSize = 100;
/** Extra rows rendered above and below the visible ones, so that quick scrolling shows no gaps. */
const overscan = 8;

/** A table of all matching customers, which renders only the visible rows and requests them in pages. */
export class Table {
  readonly #head = createElement('div', { className: 'row head' });
  readonly #body = createElement('div', { className: 'body' });
  readonly #grid: HTMLElement;
  readonly #hint = createElement('p', { className: 'hint', id: 'table-hint' });
  readonly #count = createElement('span', { className: 'count' });
  readonly #none = createElement('p', { className: 'none', hidden: true });
  readonly element: HTMLElement;
  readonly #locale: Locale;
  readonly #headers = new Map<RowColumn, HTMLButtonElement>();
  readonly #columns: Columns;
  readonly #rows = new Map<number, HTMLElement>();
  /** Rows by page number. Rows of an earlier version are shown until the new ones arrive. */
  readonly #pages = new Map<number, { readonly version: number; readonly rows: readonly ShownCustomer[] }>();
  readonly #requested = new Set<number>();
  #version = -1;
  #total = 0;
  #active = 0;
  #canEdit = false;
  #isDrawing = false;
  #isScrolled = false;

  constructor(locale: Locale) {
    const { texts } = locale;
    this.#locale = locale;
    this.#grid = createElement(
      'div',
      { className: 'grid', role: 'grid' },
      createElement('div', { role: 'rowgroup', className: 'heads' }, this.#head),
      this.#body,
    );
    this.#columns = new Columns(this.#grid);
    this.#grid.setAttribute('aria-labelledby', 'table');
    this.#grid.setAttribute('aria-describedby', 'table-hint');
    this.#head.role = 'row';
    this.#head.ariaRowIndex = '1';
    this.#body.role = 'rowgroup';
    this.#grid.ariaColCount = String(rowColumnNames.length);
    this.element = createElement(
      'section',
      { className: 'card wide' },
      createElement(
        'div',
        { className: 'heading' },
        createElement('h2', { id: 'table' }, texts.tableTitle, ' ', this.#count),
        this.#hint,
      ),
      this.#none,
      this.#grid,
    );
    this.element.setAttribute('aria-labelledby', 'table');
    setText(this.#none, texts.tableNone);
    for (const column of rowColumnNames) this.#addHeader(column);
    // The empty header above the edit buttons.
    this.#head.append(createElement('div', { role: 'presentation' }));
    ensureTabStop([...this.#headers.values()]);
    rovingTabIndex(this.#head, 'button');
    this.#grid.addEventListener(
      'scroll',
      () => {
        state.update({ tableScrolled: this.#grid.scrollTop });
        this.#drawSoon();
      },
      { passive: true },
    );
    new ResizeObserver(() => {
      this.#columns.fit();
      this.#drawSoon();
    }).observe(this.#grid);
    this.#body.addEventListener('keydown', (event) => this.#onKeyDown(event));
    this.#body.addEventListener('dblclick', ({ target }) => this.#onDoubleClick(target));
    this.#body.addEventListener('click', ({ target }) => this.#onClick(target));
    this.#body.addEventListener('mouseover', ({ target }) => showTruncatedText(target));
  }

  show({ version, matching, canEdit }: ChartsMessage): void {
    const { texts, number } = this.#locale;
    setText(this.#hint, canEdit ? texts.tableHint : texts.tableHintReadOnly);
    setText(this.#count, number(matching));
    this.#canEdit = canEdit;
    this.#resize(matching);
    if (version !== this.#version) {
      this.#version = version;
      this.#requested.clear();
    }
    if (!this.#isScrolled) this.#grid.scrollTop = state.current.tableScrolled;
    this.#isScrolled = true;
    this.#drawSoon();
  }

  /** Clears the rows and scrolls to the top, because other customers are listed now. */
  restart(): void {
    this.#pages.clear();
    this.#requested.clear();
    this.#active = 0;
    this.#grid.scrollTop = 0;
  }

  addRows({ version, order, offset, total, rows }: RowsMessage): void {
    if (version !== this.#version || !isSameOrder(order, state.current.order)) return;
    this.#pages.set(offset / pageSize, { version, rows });
    this.#resize(total);
    this.#drawSoon();
  }

  #addHeader(column: RowColumn): void {
    const button = createElement(
      'button',
      { type: 'button', tabIndex: -1 },
      createElement('span', {}, this.#locale.texts.columns[column]),
    );
    const header = createElement('div', { className: 'cell', role: 'columnheader' }, button);
    button.addEventListener('click', () => {
      const { order } = state.current;
      state.update({
        order: { column, descending: order.column === column ? !order.descending : column === 'createdAt' },
      });
      this.#markOrder();
      this.restart();
      this.#drawSoon();
    });
    this.#headers.set(column, button);
    this.#columns.add(column, header, button);
    this.#head.append(header);
    this.#markOrder();
  }

  #markOrder(): void {
    const { column, descending } = state.current.order;
    const direction = descending ? 'descending' : 'ascending';
    for (const [name, button] of this.#headers) button.parentElement!.ariaSort = name === column ? direction : 'none';
  }

  #resize(total: number): void {
    this.#total = total;
    this.#active = Math.max(0, Math.min(this.#active, total - 1));
    this.#grid.ariaRowCount = String(total + 1);
    this.#grid.hidden = !total;
    this.#none.hidden = total > 0;
    this.#body.style.height = `calc(var(--row) * ${total})`;
  }

  #drawSoon(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    requestAnimationFrame(() => {
      this.#isDrawing = false;
      this.#draw();
    });
  }

  get #rowHeight(): number {
    return this.#head.offsetHeight || 28;
  }

  #draw(): void {
    const height = this.#rowHeight;
    const from = Math.max(0, Math.floor(this.#grid.scrollTop / height) - overscan);
    const to = Math.min(this.#total, Math.ceil((this.#grid.scrollTop + this.#grid.clientHeight) / height) + overscan);
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) this.#request(page);
    const wanted = new Set<number>();
    for (let index = from; index < to; index++) wanted.add(index);
    // The row with the focus is always rendered, so that scrolling does not lose the focus.
    if (this.#total) wanted.add(this.#active);
    for (const index of [...this.#rows.keys()]) if (!wanted.has(index)) this.#rows.delete(index);
    const ordered = [...wanted].sort((a, b) => a - b);
    setChildren(
      this.#body,
      ordered.map((index) => this.#row(index)),
    );
  }

  #request(page: number): void {
    if (this.#requested.has(page)) return;
    this.#requested.add(page);
    postToExtension({
      kind: 'rows',
      version: this.#version,
      order: state.current.order,
      offset: page * pageSize,
      limit: pageSize,
    });
  }

  #customer(index: number): ShownCustomer | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  #row(index: number): HTMLElement {
    const row = this.#rows.get(index) ?? this.#makeRow(index);
    const customer = this.#customer(index);
    const { texts } = this.#locale;
    row.tabIndex = index === this.#active ? 0 : -1;
    row.classList.toggle('loading', !customer);
    rowColumnNames.forEach((column, at) => {
      const cell = row.children[at]!;
      const loading = at ? '' : texts.loading;
      const text = customer ? cellText(column, customer, this.#locale) : loading;
      // The tooltip may belong to the customer that was in this row before.
      if (cell.textContent !== text) cell.removeAttribute('title');
      setText(cell.firstElementChild!, text);
      if (column === 'phone') cell.ariaLabel = customer?.spokenPhone ?? null;
      cell.classList.toggle('nameless', column === 'name' && customer?.name === '');
    });
    const edit = row.lastElementChild as HTMLElement;
    edit.hidden = !this.#canEdit || !customer;
    if (customer) edit.firstElementChild!.ariaLabel = format(texts.edit, customer.name || customer.id);
    return row;
  }

  #makeRow(index: number): HTMLElement {
    const row = createElement('div', { className: 'row', role: 'row', ariaRowIndex: String(index + 2) });
    for (const column of rowColumnNames)
      row.append(
        createElement('div', { className: `cell ${column}`, role: 'gridcell' }, createElement('span', { dir: 'auto' })),
      );
    row.append(
      createElement(
        'div',
        { className: 'edit', role: 'gridcell' },
        createElement('button', { type: 'button', tabIndex: -1, className: 'pencil', title: '' }),
      ),
    );
    row.style.transform = `translateY(calc(var(--row) * ${index}))`;
    row.classList.toggle('odd', index % 2 === 1);
    this.#rows.set(index, row);
    return row;
  }

  #onKeyDown(event: KeyboardEvent): void {
    const screen = Math.max(1, Math.floor(this.#grid.clientHeight / this.#rowHeight) - 2);
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + screen,
      PageUp: this.#active - screen,
      Home: 0,
      End: this.#total - 1,
    };
    const target = targets[event.key];
    if (event.altKey || (target === undefined && event.key !== 'Enter' && event.key !== 'F2')) return;
    event.preventDefault();
    if (target !== undefined) this.#goTo(target);
    else this.#run(event.key === 'F2' ? 'edit' : 'open', this.#active);
  }

  #goTo(index: number): void {
    this.#active = Math.max(0, Math.min(index, this.#total - 1));
    const height = this.#rowHeight;
    const top = this.#active * height;
    const { scrollTop, clientHeight } = this.#grid;
    // The sticky header covers the first visible row.
    if (top < scrollTop) this.#grid.scrollTop = top;
    else if (top + 2 * height > scrollTop + clientHeight) this.#grid.scrollTop = top + 2 * height - clientHeight;
    this.#draw();
    this.#rows.get(this.#active)?.focus({ preventScroll: true });
  }

  #indexAt(target: EventTarget | null): number | undefined {
    const row = target instanceof Element ? target.closest('.row') : null;
    return [...this.#rows].find(([, element]) => element === row)?.[0];
  }

  #onClick(target: EventTarget | null): void {
    const index = this.#indexAt(target);
    if (index === undefined) return;
    this.#active = index;
    this.#draw();
    this.#rows.get(index)?.focus({ preventScroll: true });
    if (target instanceof Element && target.closest('.pencil')) this.#run('edit', index);
  }

  #onDoubleClick(target: EventTarget | null): void {
    const index = this.#indexAt(target);
    if (index !== undefined && !(target instanceof Element && target.closest('.pencil'))) this.#run('open', index);
  }

  #run(kind: 'open' | 'edit', index: number): void {
    const customer = this.#customer(index);
    if (!customer || (kind === 'edit' && !this.#canEdit)) return;
    const { tenant, connection, id } = customer;
    postToExtension({ kind, tenant, connection, id });
  }
}

function cellText(column: RowColumn, customer: ShownCustomer, { texts, moment, number }: Locale): string {
  if (column === 'name') return customer.name || texts.noName;
  const value: string | number | undefined = customer[column];
  if (typeof value === 'number') return number(value);
  return recordColumns[column].read === 'moment' ? moment(value) : (value ?? '');
}

/** Shows the accessible name, or the full text of a truncated cell, as its tooltip. */
function showTruncatedText(target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
  if (cell) cell.title = cell.ariaLabel ?? (cell.scrollWidth > cell.clientWidth ? cell.textContent : '');
}

function isSameOrder(one: Order, other: Order): boolean {
  return one.column === other.column && one.descending === other.descending;
}
