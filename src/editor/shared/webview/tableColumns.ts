import { columnWidths } from './columnWidths.ts';
import { createElement } from './dom.ts';

/** A column of a table. */
export interface TableColumn<Name extends string> {
  readonly name: Name;
  readonly title: string;
  /**
   * Minimum width in pixels. Values of a column without one are not truncated, unless they are very long. A header is
   * never truncated, in any language.
   */
  readonly least?: number | undefined;
  /** Share of the width that remains. */
  readonly share: number;
  /** Its header does not sort. */
  readonly isUnsorted?: true;
}

/** Widths of the columns that the user resized, in pixels. */
export type ColumnWidths<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** Pixels of the sort arrow (`table.css`). */
const sortArrow = 13;
const maxWidth = 1200;
/** The widest value that is never truncated, in multiples of the font size: about 25 digits. */
const maxWholeValue = 16;
/** Pixels per key press. */
const step = 16;

/** The widths of a table's columns. */
export class TableColumns<Name extends string> {
  readonly #grid: HTMLElement;
  readonly #columns: readonly TableColumn<Name>[];
  /** Width of the column with the buttons of the rows, in pixels; 0 without one. */
  readonly #actionWidth: number;
  readonly #onResize: (widths: ColumnWidths<Name>) => void;
  readonly #headers = new Map<Name, HTMLElement>();
  /** The width of each header, in pixels. */
  readonly #headerWidths = new Map<Name, number>();
  /** The width of each column's widest value that was measured, with its padding, in pixels. */
  readonly #contents = new Map<Name, number>();
  /** How many characters each column's longest value that was measured has. */
  readonly #lengths = new Map<Name, number>();
  /** The font that they were measured with. */
  #font = '';
  #widths: ColumnWidths<Name>;
  #hidden: ReadonlySet<Name> = new Set();
  /** The columns with a value in a row that was loaded; empty before the first rows. */
  readonly #filled = new Set<Name>();

  constructor(
    grid: HTMLElement,
    columns: readonly TableColumn<Name>[],
    options: {
      readonly actionWidth: number;
      readonly widths: ColumnWidths<Name>;
      readonly onResize: (widths: ColumnWidths<Name>) => void;
    },
  ) {
    this.#grid = grid;
    this.#columns = columns;
    this.#actionWidth = options.actionWidth;
    this.#widths = options.widths;
    this.#onResize = options.onResize;
  }

  /**
   * Lets the user resize a column with its edge or with Shift and an arrow key. A double click on the edge resets the
   * width.
   */
  add(column: Name, header: HTMLElement, button: HTMLElement): void {
    this.#headers.set(column, header);
    const edge = createElement('div', { className: 'edge', ariaHidden: 'true' });
    header.append(edge);
    edge.addEventListener('pointerdown', (event) => {
      const from = { x: event.clientX, width: header.offsetWidth };
      const move = ({ clientX }: PointerEvent): void => this.#resize(column, from.width + clientX - from.x);
      edge.setPointerCapture(event.pointerId);
      edge.addEventListener('pointermove', move);
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
      // Prevents the drag from selecting text.
      event.preventDefault();
    });
    edge.addEventListener('dblclick', () => this.#resize(column, undefined));
    button.addEventListener('keydown', (event) => {
      const direction = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!event.shiftKey || direction === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.#resize(column, header.offsetWidth + direction * step);
    });
  }

  /** Shows all columns except these. */
  hide(columns: readonly Name[]): void {
    if (columns.length === this.#hidden.size && columns.every((column) => this.#hidden.has(column))) return;
    this.#hidden = new Set(columns);
    for (const [column, header] of this.#headers) header.hidden = this.#hidden.has(column);
    this.fit();
  }

  isHidden(column: Name): boolean {
    return this.#hidden.has(column);
  }

  /**
   * Makes columns as narrow as their headers until a loaded row has a value in them. They never become narrow again.
   */
  fill(columns: readonly Name[]): void {
    const before = this.#filled.size;
    for (const column of columns) this.#filled.add(column);
    if (this.#filled.size > before) this.fit();
  }

  /**
   * Measures the values of rows that were just drawn, so that columns have room for them. While the table is scrolled,
   * sizes of cells are read, which delays the page, only if a value has more characters than all before it, and only
   * columns whose values are never truncated become wider, so that the others do not move.
   */
  measure(rows: readonly HTMLElement[], isScrolled: boolean): void {
    const columns = this.#columns.filter(
      ({ name, least }) =>
        !this.#hidden.has(name) &&
        (!isScrolled || ((least === undefined || !this.#contents.has(name)) && this.#isLonger(rows, name))),
    );
    if (columns.length) this.#measure(rows, columns);
  }

  /** Measures the values of rows again if their font is another one: a narrow page has a smaller one. */
  measureInNewFont(rows: readonly HTMLElement[]): void {
    const cell = rows[0]?.children[0];
    if (cell && fontOf(getComputedStyle(cell)) !== this.#font) this.measure(rows, false);
  }

  #measure(rows: readonly HTMLElement[], columns: readonly TableColumn<Name>[]): void {
    const cell = rows[0]?.children[0];
    if (!cell) return;
    const style = getComputedStyle(cell);
    const font = fontOf(style);
    if (font !== this.#font) {
      this.#contents.clear();
      this.#lengths.clear();
    }
    this.#font = font;
    const padding = paddingOf(style);
    const most = parseFloat(style.fontSize) * maxWholeValue;
    let isWider = false;
    for (const { name, least } of columns) {
      this.#lengths.set(name, Math.max(this.#lengths.get(name) ?? 0, this.#longestOf(rows, name)));
      const widest = Math.max(...rows.map((row) => textWidth(this.#cellOf(row, name))));
      const width = Math.ceil((least === undefined ? Math.min(most, widest) : widest) + padding);
      if (width <= (this.#contents.get(name) ?? 0)) continue;
      this.#contents.set(name, width);
      isWider = true;
    }
    if (isWider) this.fit();
  }

  /** Whether a value of a column has more characters than all that were measured. */
  #isLonger(rows: readonly HTMLElement[], column: Name): boolean {
    return this.#longestOf(rows, column) > (this.#lengths.get(column) ?? -1);
  }

  /** How many characters the longest value of a column has. */
  #longestOf(rows: readonly HTMLElement[], column: Name): number {
    return Math.max(...rows.map((row) => this.#cellOf(row, column).textContent.length));
  }

  #cellOf(row: HTMLElement, column: Name): Element {
    return row.children[this.#columns.findIndex(({ name }) => name === column)]!;
  }

  /** Applies the widths. Does nothing while the table is hidden. */
  fit(): void {
    if (!this.#measureHeaders()) return;
    const shown = this.#columns.filter(({ name }) => !this.#hidden.has(name));
    const { widths, needed } = columnWidths(
      shown.map(({ name, least, share }) => ({
        header: Math.ceil(this.#headerWidths.get(name) ?? 0),
        content: this.#contents.get(name),
        least,
        share,
        chosen: this.#widths[name],
        isEmpty: this.#filled.size > 0 && !this.#filled.has(name),
      })),
      this.#grid.clientWidth - this.#actionWidth,
    );
    const tracks = this.#actionWidth ? [...widths, this.#actionWidth] : widths;
    this.#grid.style.setProperty('--columns', tracks.map((width) => `${width}px`).join(' '));
    this.#grid.style.setProperty('--first', `${widths[0]}px`);
    this.#grid.style.setProperty('--needed', `${needed + this.#actionWidth}px`);
    this.#grid.classList.toggle('scrolls', this.#grid.clientWidth < needed + this.#actionWidth);
  }

  #measureHeaders(): boolean {
    const [header] = [...this.#headers.values()].filter(({ hidden }) => !hidden);
    if (!header) return false;
    // Again each time: a narrow page has a smaller font and less padding.
    const padding = paddingOf(getComputedStyle(header)) + paddingOf(getComputedStyle(header.firstElementChild!));
    for (const [column, { ariaSort, firstElementChild }] of this.#headers) {
      const width = textWidth(firstElementChild!);
      const isSorted = ariaSort !== null && ariaSort !== 'none';
      if (width) this.#headerWidths.set(column, width + padding + (isSorted ? sortArrow : 0));
    }
    return this.#headerWidths.size > 0;
  }

  #resize(column: Name, width: number | undefined): void {
    const { [column]: _before, ...others } = this.#widths;
    const size = width === undefined ? {} : { [column]: Math.round(Math.min(maxWidth, width)) };
    this.#widths = { ...others, ...size } as ColumnWidths<Name>;
    this.#onResize(this.#widths);
    this.fit();
  }
}

/** The width of the text of a cell or a header's button, also of the part that is truncated, in pixels. */
function textWidth(element: Element): number {
  return element.firstElementChild?.getBoundingClientRect().width ?? 0;
}

/** The padding beside the text of an element, in pixels. */
function paddingOf({ paddingInlineStart, paddingInlineEnd }: CSSStyleDeclaration): number {
  return parseFloat(paddingInlineStart) + parseFloat(paddingInlineEnd);
}

/** The property `font` would be empty, because it cannot express `font-variant-numeric`. */
function fontOf({ fontFamily, fontSize, fontWeight, letterSpacing }: CSSStyleDeclaration): string {
  return [fontFamily, fontSize, fontWeight, letterSpacing].join();
}
