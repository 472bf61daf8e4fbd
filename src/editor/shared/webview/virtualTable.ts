import { addRowInput } from './addRowInput.ts';
import { createElement, setChildren, setText } from './dom.ts';
import { RowElements } from './rowElements.ts';
import type { RowOptions } from './rowOptions.ts';
import { RowPages } from './rowPages.ts';
import { addSortHeaders } from './sortHeaders.ts';
import { createTableCard, type TableCard } from './tableCard.ts';
import type { Order, Rows, RowsRequest } from './tableRows.ts';

/** Extra rows rendered above and below the visible ones, so that quick scrolling shows no gaps. */
const overscan = 8;
/** Width of the column with the buttons of the rows, in pixels. */
const actionWidth = 26;

/** The state of a table that is kept over a reload. */
export interface TableState<Name extends string> {
  readonly order: Order<Name>;
  /** The scroll position of the table, in pixels. */
  readonly tableScrolled: number;
  /** The index of the active row. */
  readonly active?: number;
  /** Whether a row had the focus last. */
  readonly hasFocus?: boolean;
}

export interface VirtualTableOptions<Name extends string, Row> extends RowOptions<Name, Row> {
  readonly title: string;
  /** The text in place of an empty table. */
  readonly none: string;
  /** Columns whose first click sorts in descending order. */
  readonly descendingFirst?: readonly Name[];
  readonly state: {
    readonly current: TableState<Name>;
    update(change: Partial<TableState<Name>>): void;
  };
  readonly request: (request: RowsRequest<Name>) => void;
  /** Called with the row that has the focus or would receive it; undefined while there is none. */
  readonly onActive?: (row: Row | undefined) => void;
}

/** A table of many rows, which renders only the visible ones and requests them in pages. */
export class VirtualTable<Name extends string, Row> {
  readonly #card: TableCard;
  readonly #options: VirtualTableOptions<Name, Row>;
  readonly #headers: ReadonlyMap<Name, HTMLElement>;
  #hidden: readonly Name[] = [];
  readonly #elements: RowElements<Name, Row>;
  readonly #pages: RowPages<Name, Row>;
  #total = 0;
  #active = 0;
  #shownActive: Row | undefined;
  #isDrawing = false;
  #isScrolled = false;

  constructor(options: VirtualTableOptions<Name, Row>) {
    const { title, none, state, action } = options;
    this.#options = options;
    this.#active = state.current.active ?? 0;
    this.#pages = new RowPages(() => state.current.order, options.request);
    this.#card = createTableCard(title, none);
    const { grid, head, body } = this.#card;
    if (options.isSelected) grid.ariaMultiSelectable = 'true';
    this.#elements = new RowElements(options, (column) => this.#hidden.includes(column));
    this.#headers = addSortHeaders(head, options, () => {
      this.restart();
      this.#drawSoon();
    });
    // This is the empty header above the buttons of the rows.
    if (action) head.append(createElement('div', { role: 'presentation' }));
    grid.addEventListener(
      'scroll',
      () => {
        state.update({ tableScrolled: grid.scrollTop });
        this.#drawSoon();
      },
      { passive: true },
    );
    this.#hide([]);
    new ResizeObserver(() => {
      grid.classList.toggle('scrolls', grid.scrollWidth > grid.clientWidth);
      this.#drawSoon();
    }).observe(grid);
    document.addEventListener('focusin', ({ target }) =>
      state.update({ hasFocus: target instanceof Node && body.contains(target) }),
    );
    addRowInput(body, options, {
      elements: this.#elements,
      row: (index) => this.#pages.row(index),
      active: () => this.#active,
      total: () => this.#total,
      rowsPerPage: () => Math.max(1, Math.floor(grid.clientHeight / this.#rowHeight) - 2),
      goTo: (index) => this.#goTo(index),
      focus: (index) => this.#focus(index),
    });
  }

  get element(): HTMLElement {
    return this.#card.element;
  }

  /**
   * Lists `total` rows. `hint` and `count` are shown above. `canAct` shows the button of each row. `hidden` are the
   * columns that are not shown.
   */
  show(shown: {
    readonly version: number;
    readonly total: number;
    readonly hint: string;
    readonly count: string;
    readonly canAct?: boolean;
    readonly hidden?: readonly Name[];
  }): void {
    const { grid, hint, count } = this.#card;
    setText(hint, shown.hint);
    setText(count, shown.count);
    this.#elements.invalidate(shown.canAct ?? false);
    this.#hide(shown.hidden ?? []);
    this.#resize(shown.total);
    this.#pages.update(shown.version);
    if (!this.#isScrolled) grid.scrollTop = this.#options.state.current.tableScrolled;
    this.#isScrolled = true;
    this.#drawSoon();
  }

  /** Clears the rows and scrolls to the top, because the table lists other rows from now on. */
  restart(): void {
    this.#pages.clear();
    this.#activate(0);
    this.#card.grid.scrollTop = 0;
  }

  /**
   * Focuses the active row if it had the focus before the page was hidden behind another tab, such as one that the row
   * opened. Returns false if another element should receive the focus.
   */
  restoreFocus(): boolean {
    if (!this.#options.state.current.hasFocus) return false;
    // The rows are not listed yet, and receive the focus then.
    if (!this.#isScrolled) return true;
    if (!this.#total) return false;
    this.#draw();
    this.#elements.focus(this.#active);
    return true;
  }

  addRows(rows: Rows<Name, Row>): void {
    if (!this.#pages.add(rows)) return;
    this.#resize(rows.total);
    this.#drawSoon();
  }

  /** Shows all columns except these. */
  #hide(hidden: readonly Name[]): void {
    const { grid } = this.#card;
    const { columns, action } = this.#options;
    this.#hidden = hidden;
    for (const [name, header] of this.#headers) header.hidden = hidden.includes(name);
    const shown = columns.filter(({ name }) => !hidden.includes(name));
    const tracks = shown.map(({ least, share }) => `minmax(${least}em, ${share}fr)`);
    const needed = shown.reduce((sum, { least }) => sum + least, 0);
    const added = action ? actionWidth : 0;
    grid.style.setProperty('--columns', [...tracks, ...(action ? [`${added}px`] : [])].join(' '));
    grid.style.setProperty('--first', `${shown[0]!.least}em`);
    grid.style.setProperty('--needed', `calc(${needed}em + ${added}px)`);
    grid.ariaColCount = String(shown.length);
  }

  #resize(total: number): void {
    const { grid, none, body } = this.#card;
    this.#total = total;
    this.#active = Math.max(0, Math.min(this.#active, total - 1));
    grid.ariaRowCount = String(total + 1);
    grid.hidden = !total;
    none.hidden = total > 0;
    body.style.height = `calc(var(--row) * ${total})`;
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
    return this.#card.head.offsetHeight || 28;
  }

  #draw(): void {
    const height = this.#rowHeight;
    const { scrollTop, clientHeight } = this.#card.grid;
    const from = Math.max(0, Math.floor(scrollTop / height) - overscan);
    const to = Math.min(this.#total, Math.ceil((scrollTop + clientHeight) / height) + overscan);
    this.#pages.show(from, to, this.#active);
    const wanted = new Set<number>();
    for (let index = from; index < to; index++) wanted.add(index);
    // The row with the focus is always rendered, so that scrolling does not lose the focus.
    if (this.#total) wanted.add(this.#active);
    const ordered = [...wanted].sort((a, b) => a - b);
    setChildren(
      this.#card.body,
      this.#elements.render(ordered, (index) => this.#pages.row(index), this.#active),
    );
    const active = this.#total ? this.#pages.row(this.#active) : undefined;
    if (active === this.#shownActive) return;
    this.#shownActive = active;
    this.#options.onActive?.(active);
  }

  #goTo(index: number): void {
    const { grid } = this.#card;
    const target = Math.max(0, Math.min(index, this.#total - 1));
    const height = this.#rowHeight;
    const top = target * height;
    const { scrollTop, clientHeight } = grid;
    // The sticky header would cover the first visible row.
    if (top < scrollTop) grid.scrollTop = top;
    else if (top + 2 * height > scrollTop + clientHeight) grid.scrollTop = top + 2 * height - clientHeight;
    this.#focus(target);
  }

  #focus(index: number): void {
    this.#activate(index);
    this.#draw();
    this.#elements.focus(index);
  }

  #activate(index: number): void {
    this.#active = index;
    this.#options.state.update({ active: index });
  }
}
