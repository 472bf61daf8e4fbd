import { setChildren, createElement, setText } from './dom.ts';
import { RowPages } from './rowPages.ts';
import { addSortHeaders } from './sortHeaders.ts';
import { TableColumns, type ColumnWidths, type TableColumn } from './tableColumns.ts';
import type { Order, Rows, RowsRequest } from './tableRows.ts';

/** Extra rows rendered above and below the visible ones, so that quick scrolling shows no gaps. */
const overscan = 8;
/** Pixels. */
const actionWidth = 26;

/** What a table keeps over a reload. */
export interface TableState<Name extends string> {
  readonly order: Order<Name>;
  readonly widths: ColumnWidths<Name>;
  /** Pixels. */
  readonly tableScrolled: number;
  /** The index of the active row. */
  readonly active?: number;
  /** A row had the focus last. */
  readonly hasFocus?: boolean;
}

/** What a cell shows. */
export interface Cell {
  readonly text: string;
  /** The accessible name and tooltip, if it is not the text. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

export interface VirtualTableOptions<Name extends string, Row> {
  readonly title: string;
  /** Shown in place of an empty table. */
  readonly none: string;
  readonly loading: string;
  readonly columns: readonly TableColumn<Name>[];
  /** Columns without a value leave their width to the others. */
  readonly shrinksEmpty?: true;
  /** Columns whose first click sorts in descending order. */
  readonly descendingFirst?: readonly Name[];
  readonly state: {
    readonly current: TableState<Name>;
    update(change: Partial<TableState<Name>>): void;
  };
  readonly request: (request: RowsRequest<Name>) => void;
  readonly cell: (row: Row, column: Name) => Cell;
  /** Enter or a double click on a row. */
  readonly open: (row: Row) => void;
  /** A click on a cell of one column, where a double click does not open the row. */
  readonly click?: { readonly column: Name; readonly run: (row: Row) => void };
  /** A key on a row; returns whether it did something. */
  readonly key?: (row: Row, key: string) => boolean;
  /** The button at the end of each row. */
  readonly action?: {
    readonly className: string;
    readonly label: (row: Row) => string;
    readonly run: (row: Row) => void;
  };
  /** Whether a row is selected; undefined if rows cannot be. */
  readonly isSelected?: (row: Row) => boolean | undefined;
  /** Follows the row that has the focus or would get it; undefined while there is none. */
  readonly onActive?: (row: Row | undefined) => void;
  /** The ID of the element that describes the active row. */
  readonly activeDescription?: string;
}

/** A table of many rows, which renders only the visible ones and requests them in pages. */
export class VirtualTable<Name extends string, Row> {
  readonly #head = createElement('div', { className: 'row head' });
  readonly #body = createElement('div', { className: 'body' });
  readonly #grid: HTMLElement;
  readonly #hint = createElement('p', { className: 'hint', id: 'table-hint' });
  readonly #count = createElement('span', { className: 'count' });
  readonly #none = createElement('p', { className: 'none', hidden: true });
  readonly element: HTMLElement;
  readonly #options: VirtualTableOptions<Name, Row>;
  readonly #columns: TableColumns<Name>;
  readonly #rows = new Map<number, HTMLElement>();
  readonly #pages: RowPages<Name, Row>;
  /** What rendered rows show, so that scrolling only renders new ones. */
  #drawn = new WeakMap<HTMLElement, { readonly row: Row | undefined; readonly isActive: boolean }>();
  /** Rows that were rendered with other values since the columns were measured. */
  readonly #changed: HTMLElement[] = [];
  #total = 0;
  #active = 0;
  #shownActive: Row | undefined;
  #canAct = false;
  #isDrawing = false;
  #isScrolled = false;

  constructor(options: VirtualTableOptions<Name, Row>) {
    const { columns, state, action } = options;
    this.#options = options;
    this.#active = state.current.active ?? 0;
    this.#pages = new RowPages(() => state.current.order, options.request);
    this.#grid = createElement(
      'div',
      { className: 'grid', role: 'grid' },
      createElement('div', { role: 'rowgroup', className: 'heads' }, this.#head),
      this.#body,
    );
    this.#columns = new TableColumns(this.#grid, columns, {
      actionWidth: action ? actionWidth : 0,
      widths: state.current.widths,
      onResize: (widths) => state.update({ widths }),
    });
    this.#grid.setAttribute('aria-labelledby', 'table');
    this.#grid.setAttribute('aria-describedby', 'table-hint');
    this.#head.role = 'row';
    this.#head.ariaRowIndex = '1';
    this.#body.role = 'rowgroup';
    if (options.isSelected) this.#grid.ariaMultiSelectable = 'true';
    this.element = createElement(
      'section',
      { className: 'card wide' },
      createElement(
        'div',
        { className: 'heading' },
        createElement('h2', { id: 'table' }, options.title, ' ', this.#count),
        this.#hint,
      ),
      this.#none,
      this.#grid,
    );
    this.element.setAttribute('aria-labelledby', 'table');
    setText(this.#none, options.none);
    addSortHeaders(this.#head, options, this.#columns, () => {
      this.restart();
      this.#drawSoon();
    });
    // The empty header above the buttons of the rows.
    if (action) this.#head.append(createElement('div', { role: 'presentation' }));
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
      // A narrow page has a smaller font.
      this.#columns.measureAgain(loadedOf([...this.#rows.values()]));
      this.#drawSoon();
    }).observe(this.#grid);
    document.addEventListener('focusin', ({ target }) =>
      state.update({ hasFocus: target instanceof Node && this.#body.contains(target) }),
    );
    this.#body.addEventListener('keydown', (event) => this.#onKeyDown(event));
    this.#body.addEventListener('dblclick', ({ target }) => this.#onDoubleClick(target));
    this.#body.addEventListener('click', ({ target }) => this.#onClick(target));
    this.#body.addEventListener('mouseover', ({ target }) => showTruncatedText(target));
  }

  /**
   * Lists `total` rows. `hint` and `count` are shown above; `canAct`: the button of each row is shown; `hidden`: these
   * columns are not.
   */
  show(shown: {
    readonly version: number;
    readonly total: number;
    readonly hint: string;
    readonly count: string;
    readonly canAct?: boolean;
    readonly hidden?: readonly Name[];
  }): void {
    setText(this.#hint, shown.hint);
    setText(this.#count, shown.count);
    this.#canAct = shown.canAct ?? false;
    this.#drawn = new WeakMap();
    this.#columns.hide(shown.hidden ?? []);
    this.#grid.ariaColCount = String(this.#options.columns.length - (shown.hidden?.length ?? 0));
    this.#resize(shown.total);
    this.#pages.update(shown.version);
    if (!this.#isScrolled) this.#grid.scrollTop = this.#options.state.current.tableScrolled;
    this.#isScrolled = true;
    this.#drawSoon();
  }

  /** Clears the rows and scrolls to the top, because others are listed now. */
  restart(): void {
    this.#pages.clear();
    this.#activate(0);
    this.#grid.scrollTop = 0;
  }

  /**
   * Focuses the active row if it had the focus before the page was hidden behind another tab, such as one that the row
   * opened. Returns false if another element should have it.
   */
  restoreFocus(): boolean {
    if (!this.#options.state.current.hasFocus) return false;
    // The rows are not listed yet.
    if (!this.#isScrolled) return true;
    if (!this.#total) return false;
    this.#draw();
    this.#rows.get(this.#active)?.focus({ preventScroll: true });
    return true;
  }

  addRows(rows: Rows<Name, Row>): void {
    if (!this.#pages.add(rows)) return;
    const { columns, cell, shrinksEmpty } = this.#options;
    if (shrinksEmpty)
      this.#columns.fill(
        columns.map(({ name }) => name).filter((name) => rows.rows.some((row) => cell(row, name).text !== '')),
      );
    this.#resize(rows.total);
    this.#drawSoon();
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
    const { scrollTop, clientHeight } = this.#grid;
    const from = Math.max(0, Math.floor(scrollTop / height) - overscan);
    const to = Math.min(this.#total, Math.ceil((scrollTop + clientHeight) / height) + overscan);
    this.#pages.show(from, to, this.#active);
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
    this.#columns.measure(loadedOf(this.#changed.splice(0)), scrollTop > 0);
    const active = this.#total ? this.#pages.row(this.#active) : undefined;
    if (active === this.#shownActive) return;
    this.#shownActive = active;
    this.#options.onActive?.(active);
  }

  #row(index: number): HTMLElement {
    const element = this.#rows.get(index) ?? this.#makeRow(index);
    const row = this.#pages.row(index);
    const { columns, cell: cellOf, loading, action, isSelected, activeDescription } = this.#options;
    const isActive = index === this.#active;
    const drawn = this.#drawn.get(element);
    if (drawn?.row === row && drawn?.isActive === isActive) return element;
    this.#drawn.set(element, { row, isActive });
    if (drawn?.row !== row) this.#changed.push(element);
    element.tabIndex = isActive ? 0 : -1;
    if (isActive && activeDescription) element.setAttribute('aria-describedby', activeDescription);
    else element.removeAttribute('aria-describedby');
    element.classList.toggle('loading', !row);
    const selected = row && isSelected?.(row);
    element.ariaSelected = selected === undefined ? null : String(selected);
    columns.forEach(({ name }, at) => {
      const cell = element.children[at] as HTMLElement;
      cell.hidden = this.#columns.isHidden(name);
      const { text, label, className } = row ? cellOf(row, name) : { text: at ? '' : loading };
      // The tooltip may belong to the row that was here before.
      if (cell.textContent !== text) cell.removeAttribute('title');
      setText(cell.firstElementChild!, text);
      cell.ariaLabel = label ?? null;
      cell.className = ['cell', name, ...(className ? [className] : [])].join(' ');
    });
    if (action) {
      const button = element.lastElementChild as HTMLElement;
      button.hidden = !this.#canAct || !row;
      if (row) button.firstElementChild!.ariaLabel = action.label(row);
    }
    return element;
  }

  #makeRow(index: number): HTMLElement {
    const { columns, action } = this.#options;
    const row = createElement('div', { className: 'row', role: 'row', ariaRowIndex: String(index + 2) });
    for (const { name } of columns)
      row.append(
        createElement('div', { className: `cell ${name}`, role: 'gridcell' }, createElement('span', { dir: 'auto' })),
      );
    if (action)
      row.append(
        createElement(
          'div',
          { className: 'edit', role: 'gridcell' },
          createElement('button', { type: 'button', tabIndex: -1, className: action.className, title: '' }),
        ),
      );
    row.style.transform = `translateY(calc(var(--row) * ${index}))`;
    row.classList.toggle('odd', index % 2 === 1);
    this.#rows.set(index, row);
    return row;
  }

  #onKeyDown(event: KeyboardEvent): void {
    if (event.altKey) return;
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
    const row = this.#pages.row(this.#active);
    if (target !== undefined) this.#goTo(target);
    else if (event.key === 'Enter') {
      if (row) this.#options.open(row);
    } else if (!row || !this.#options.key?.(row, event.key)) return;
    event.preventDefault();
  }

  #goTo(index: number): void {
    this.#activate(Math.max(0, Math.min(index, this.#total - 1)));
    const height = this.#rowHeight;
    const top = this.#active * height;
    const { scrollTop, clientHeight } = this.#grid;
    // The sticky header covers the first visible row.
    if (top < scrollTop) this.#grid.scrollTop = top;
    else if (top + 2 * height > scrollTop + clientHeight) this.#grid.scrollTop = top + 2 * height - clientHeight;
    this.#draw();
    this.#rows.get(this.#active)?.focus({ preventScroll: true });
  }

  #activate(index: number): void {
    this.#active = index;
    this.#options.state.update({ active: index });
  }

  #at(target: EventTarget | null): { readonly index: number; readonly column: Name | undefined } | undefined {
    const element = target instanceof Element ? target.closest('.row') : null;
    const index = [...this.#rows].find(([, row]) => row === element)?.[0];
    if (index === undefined) return undefined;
    const cell = (target as Element).closest('.cell');
    const at = cell ? [...element!.children].indexOf(cell) : -1;
    return { index, column: this.#options.columns[at]?.name };
  }

  #onClick(target: EventTarget | null): void {
    const found = this.#at(target);
    if (!found) return;
    const { index, column } = found;
    this.#activate(index);
    this.#draw();
    this.#rows.get(index)?.focus({ preventScroll: true });
    const row = this.#pages.row(index);
    if (!row) return;
    if (isButton(target)) this.#options.action?.run(row);
    else if (column === this.#options.click?.column) this.#options.click?.run(row);
  }

  #onDoubleClick(target: EventTarget | null): void {
    const found = this.#at(target);
    const row = found && this.#pages.row(found.index);
    const isClicked = found?.column !== undefined && found.column === this.#options.click?.column;
    if (row && !isButton(target) && !isClicked) this.#options.open(row);
  }
}

function loadedOf(rows: readonly HTMLElement[]): readonly HTMLElement[] {
  return rows.filter((row) => row.isConnected && !row.classList.contains('loading'));
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

/** Shows the accessible name, or the full text of a truncated cell, as its tooltip. */
function showTruncatedText(target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
  if (cell) cell.title = cell.ariaLabel ?? (cell.scrollWidth > cell.clientWidth ? cell.textContent : '');
}
