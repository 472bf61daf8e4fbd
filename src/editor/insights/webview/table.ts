import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import { rowColumnNames, type RowColumn } from '../../../kapture/store/insightShapes.ts';
import type { ChartsMessage, Order, RowsMessage, ShownCustomer } from '../protocol.ts';
import { Columns } from './columns.ts';
import { arrange, fill, keepStop, make, roving, write } from './dom.ts';
import { state, tell, type Speech } from './page.ts';

const pageSize = 100;
/** Rows beyond the edge that are drawn too, so that a quick hand meets no gap. */
const margin = 8;

/** All customers in question as a table that draws only the rows on the screen and asks for them by pages. */
export class Table {
  readonly #head = make('div', { className: 'row head' });
  readonly #body = make('div', { className: 'body' });
  readonly #grid: HTMLElement;
  readonly #hint = make('p', { className: 'hint', id: 'table-hint' });
  readonly #count = make('span', { className: 'count' });
  readonly #none = make('p', { className: 'none', hidden: true });
  readonly element: HTMLElement;
  readonly #speech: Speech;
  readonly #headers = new Map<RowColumn, HTMLButtonElement>();
  readonly #columns: Columns;
  readonly #rows = new Map<number, HTMLElement>();
  /** Rows by the number of their page; those of an older version stand until the new ones come. */
  readonly #pages = new Map<number, { readonly version: number; readonly rows: readonly ShownCustomer[] }>();
  readonly #asked = new Set<number>();
  #version = -1;
  #total = 0;
  #active = 0;
  #canEdit = false;
  #isDrawing = false;
  #isBack = false;

  constructor(speech: Speech) {
    const { texts } = speech;
    this.#speech = speech;
    this.#grid = make(
      'div',
      { className: 'grid', role: 'grid' },
      make('div', { role: 'rowgroup', className: 'heads' }, this.#head),
      this.#body,
    );
    this.#columns = new Columns(this.#grid);
    this.#grid.setAttribute('aria-labelledby', 'table');
    this.#grid.setAttribute('aria-describedby', 'table-hint');
    this.#head.role = 'row';
    this.#head.ariaRowIndex = '1';
    this.#body.role = 'rowgroup';
    this.#grid.ariaColCount = String(rowColumnNames.length);
    this.element = make(
      'section',
      { className: 'card wide' },
      make(
        'div',
        { className: 'heading' },
        make('h2', { id: 'table' }, texts.tableTitle, ' ', this.#count),
        this.#hint,
      ),
      this.#none,
      this.#grid,
    );
    this.element.setAttribute('aria-labelledby', 'table');
    write(this.#none, texts.tableNone);
    for (const column of rowColumnNames) this.#addHeader(column);
    // Above the pencils.
    this.#head.append(make('div', { role: 'presentation' }));
    keepStop([...this.#headers.values()]);
    roving(this.#head, 'button');
    this.#grid.addEventListener(
      'scroll',
      () => {
        state.keep({ tableScrolled: this.#grid.scrollTop });
        this.#drawSoon();
      },
      { passive: true },
    );
    new ResizeObserver(() => {
      this.#columns.fit();
      this.#drawSoon();
    }).observe(this.#grid);
    this.#body.addEventListener('keydown', (event) => this.#press(event));
    this.#body.addEventListener('dblclick', ({ target }) => this.#open(target));
    this.#body.addEventListener('click', ({ target }) => this.#click(target));
    this.#body.addEventListener('mouseover', ({ target }) => showWhole(target));
  }

  show({ version, matching, canEdit }: ChartsMessage): void {
    const { texts, number } = this.#speech;
    write(this.#hint, canEdit ? texts.tableHint : texts.tableHintReadOnly);
    write(this.#count, number(matching));
    this.#canEdit = canEdit;
    this.#resize(matching);
    if (version !== this.#version) {
      this.#version = version;
      this.#asked.clear();
    }
    if (!this.#isBack) this.#grid.scrollTop = state.kept.tableScrolled;
    this.#isBack = true;
    this.#drawSoon();
  }

  /** Starts at the top, as for other customers. */
  restart(): void {
    this.#pages.clear();
    this.#asked.clear();
    this.#active = 0;
    this.#grid.scrollTop = 0;
  }

  take({ version, order, offset, total, rows }: RowsMessage): void {
    if (version !== this.#version || !isSame(order, state.kept.order)) return;
    this.#pages.set(offset / pageSize, { version, rows });
    this.#resize(total);
    this.#drawSoon();
  }

  #addHeader(column: RowColumn): void {
    const button = make(
      'button',
      { type: 'button', tabIndex: -1 },
      make('span', {}, this.#speech.texts.columns[column]),
    );
    const header = make('div', { className: 'cell', role: 'columnheader' }, button);
    button.addEventListener('click', () => {
      const { order } = state.kept;
      state.keep({
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
    const { column, descending } = state.kept.order;
    for (const [name, button] of this.#headers)
      button.parentElement!.ariaSort = name !== column ? 'none' : descending ? 'descending' : 'ascending';
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
    const from = Math.max(0, Math.floor(this.#grid.scrollTop / height) - margin);
    const to = Math.min(this.#total, Math.ceil((this.#grid.scrollTop + this.#grid.clientHeight) / height) + margin);
    for (let page = Math.floor(from / pageSize); page * pageSize < to; page++) this.#want(page);
    const wanted = new Set<number>();
    for (let index = from; index < to; index++) wanted.add(index);
    // The row with the focus stays, wherever one scrolls.
    if (this.#total) wanted.add(this.#active);
    for (const index of [...this.#rows.keys()]) if (!wanted.has(index)) this.#rows.delete(index);
    const ordered = [...wanted].sort((a, b) => a - b);
    arrange(
      this.#body,
      ordered.map((index) => this.#row(index)),
    );
  }

  #want(page: number): void {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    tell({ kind: 'rows', version: this.#version, order: state.kept.order, offset: page * pageSize, limit: pageSize });
  }

  #customer(index: number): ShownCustomer | undefined {
    return this.#pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];
  }

  #row(index: number): HTMLElement {
    const row = this.#rows.get(index) ?? this.#makeRow(index);
    const customer = this.#customer(index);
    const { texts } = this.#speech;
    row.tabIndex = index === this.#active ? 0 : -1;
    row.classList.toggle('loading', !customer);
    rowColumnNames.forEach((column, at) => {
      const cell = row.children[at]!;
      const loading = at ? '' : texts.loading;
      const text = customer ? cellText(column, customer, this.#speech) : loading;
      // What was said to whoever pointed at it was another's.
      if (cell.textContent !== text) cell.removeAttribute('title');
      write(cell.firstElementChild!, text);
      cell.classList.toggle('nameless', column === 'name' && customer?.name === '');
    });
    const edit = row.lastElementChild as HTMLElement;
    edit.hidden = !this.#canEdit || !customer;
    if (customer) edit.firstElementChild!.ariaLabel = fill(texts.edit, customer.name || customer.id);
    return row;
  }

  #makeRow(index: number): HTMLElement {
    const row = make('div', { className: 'row', role: 'row', ariaRowIndex: String(index + 2) });
    for (const column of rowColumnNames)
      row.append(make('div', { className: `cell ${column}`, role: 'gridcell' }, make('span', { dir: 'auto' })));
    row.append(
      make(
        'div',
        { className: 'edit', role: 'gridcell' },
        make('button', { type: 'button', tabIndex: -1, className: 'pencil', title: '' }),
      ),
    );
    row.style.transform = `translateY(calc(var(--row) * ${index}))`;
    row.classList.toggle('odd', index % 2 === 1);
    this.#rows.set(index, row);
    return row;
  }

  #press(event: KeyboardEvent): void {
    const screen = Math.max(1, Math.floor(this.#grid.clientHeight / this.#rowHeight) - 2);
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + screen,
      PageUp: this.#active - screen,
      Home: 0,
      End: this.#total - 1,
    };
    const goal = goals[event.key];
    if (event.altKey || (goal === undefined && event.key !== 'Enter' && event.key !== 'F2')) return;
    event.preventDefault();
    if (goal !== undefined) this.#goTo(goal);
    else this.#act(event.key === 'F2' ? 'edit' : 'open', this.#active);
  }

  #goTo(goal: number): void {
    this.#active = Math.max(0, Math.min(goal, this.#total - 1));
    const height = this.#rowHeight;
    const top = this.#active * height;
    const { scrollTop, clientHeight } = this.#grid;
    // The head covers the first line of what is scrolled.
    if (top < scrollTop) this.#grid.scrollTop = top;
    else if (top + 2 * height > scrollTop + clientHeight) this.#grid.scrollTop = top + 2 * height - clientHeight;
    this.#draw();
    this.#rows.get(this.#active)?.focus({ preventScroll: true });
  }

  #indexAt(target: EventTarget | null): number | undefined {
    const row = target instanceof Element ? target.closest('.row') : null;
    return [...this.#rows].find(([, element]) => element === row)?.[0];
  }

  #click(target: EventTarget | null): void {
    const index = this.#indexAt(target);
    if (index === undefined) return;
    this.#active = index;
    this.#draw();
    this.#rows.get(index)?.focus({ preventScroll: true });
    if (target instanceof Element && target.closest('.pencil')) this.#act('edit', index);
  }

  #open(target: EventTarget | null): void {
    const index = this.#indexAt(target);
    if (index !== undefined && !(target instanceof Element && target.closest('.pencil'))) this.#act('open', index);
  }

  #act(kind: 'open' | 'edit', index: number): void {
    const customer = this.#customer(index);
    if (!customer || (kind === 'edit' && !this.#canEdit)) return;
    const { tenant, connection, id } = customer;
    tell({ kind, tenant, connection, id });
  }
}

function cellText(column: RowColumn, customer: ShownCustomer, { texts, moment, number }: Speech): string {
  if (column === 'name') return customer.name || texts.noName;
  const value: string | number | undefined = customer[column];
  if (typeof value === 'number') return number(value);
  return recordColumns[column].read === 'moment' ? moment(value) : (value ?? '');
}

/** Whoever points at a text that is cut off reads all of it. */
function showWhole(target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
  if (cell) cell.title = cell.scrollWidth > cell.clientWidth ? cell.textContent : '';
}

function isSame(one: Order, other: Order): boolean {
  return one.column === other.column && one.descending === other.descending;
}
