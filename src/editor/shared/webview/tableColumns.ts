import { columnSize } from './columnSize.ts';
import { createElement } from './dom.ts';

/** A column of a table. */
export interface TableColumn<Name extends string> {
  readonly name: Name;
  readonly title: string;
  /** Minimum width in pixels. A header is never truncated, in any language. */
  readonly least: number;
  /** Share of the width that remains. */
  readonly share: number;
  /** The column is as wide as its values, up to this width in pixels, once rows are loaded. */
  readonly most?: number;
  /** Its header does not sort. */
  readonly isUnsorted?: true;
}

/** Widths of the columns that the user resized, in pixels. */
export type ColumnWidths<Name extends string> = Readonly<Partial<Record<Name, number>>>;

/** Pixels of a cell apart from its text: the padding (`table.css`). */
const padding = 16;
/** Pixels for digits of equal width, which a canvas does not measure. */
const spare = 2;
/** Pixels of a sort arrow in a header. */
const arrow = 13;
const maxWidth = 1200;
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
  /** The width of each header's text, in pixels. */
  readonly #textWidths = new Map<Name, number>();
  #widths: ColumnWidths<Name>;
  #hidden: ReadonlySet<Name> = new Set();
  /** The columns with a value in a row that was loaded; empty before the first rows. */
  readonly #filled = new Set<Name>();
  /** The widest value that was loaded, of columns that are as wide as their values. */
  readonly #widest = new Map<Name, string>();

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

  /** Makes columns as narrow as their headers until a loaded row has a value in them. They never become narrow again. */
  fill(columns: readonly Name[]): void {
    const before = this.#filled.size;
    for (const column of columns) this.#filled.add(column);
    if (this.#filled.size > before) this.fit();
  }

  /** Makes columns that are as wide as their values fit these, too. They never become narrower again. */
  addValues(values: readonly (readonly [column: Name, texts: readonly string[]])[]): void {
    const before = new Map(this.#widest);
    const widthOf = this.#ruler();
    for (const [column, texts] of values)
      for (const text of texts)
        if (widthOf(text) > widthOf(this.#widest.get(column) ?? '')) this.#widest.set(column, text);
    if (values.some(([column]) => this.#widest.get(column) !== before.get(column))) this.fit();
  }

  /** Applies the widths. Does nothing while the table is hidden. */
  fit(): void {
    if (!this.#measure()) return;
    const shown = this.#columns.filter(({ name }) => !this.#hidden.has(name));
    const widthOf = this.#ruler();
    const sizes = shown.map(({ name, least, share, most, isUnsorted }) =>
      columnSize({
        header: Math.ceil((this.#textWidths.get(name) ?? 0) + padding + (isUnsorted ? 0 : arrow)),
        least,
        share,
        content: contentWidth(this.#widest.get(name), most, widthOf),
        width: this.#widths[name],
        isEmpty: this.#filled.size > 0 && !this.#filled.has(name),
      }),
    );
    const needed = sizes.reduce((sum, { least }) => sum + least, this.#actionWidth);
    const tracks = [...sizes.map(({ track }) => track), ...(this.#actionWidth ? [`${this.#actionWidth}px`] : [])];
    this.#grid.style.setProperty('--columns', tracks.join(' '));
    this.#grid.style.setProperty('--needed', `${needed}px`);
    this.#grid.classList.toggle('scrolls', this.#grid.clientWidth < needed);
  }

  /** A function that measures texts in the font of the rows, which is smaller on a narrow page. */
  #ruler(): (text: string) => number {
    const context = document.createElement('canvas').getContext('2d');
    if (!context) return () => 0;
    // The shorthand `font` is empty, because it cannot express `font-variant-numeric`.
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(this.#grid);
    context.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    return (text) => context.measureText(text).width;
  }

  #measure(): boolean {
    // Again each time: a narrow page has a smaller font.
    for (const [column, header] of this.#headers) {
      const width = header.querySelector('span')?.getBoundingClientRect().width;
      if (width) this.#textWidths.set(column, width);
    }
    return this.#textWidths.size > 0;
  }

  #resize(column: Name, width: number | undefined): void {
    const { [column]: _before, ...others } = this.#widths;
    const size = width === undefined ? {} : { [column]: Math.round(Math.min(maxWidth, width)) };
    this.#widths = { ...others, ...size } as ColumnWidths<Name>;
    this.#onResize(this.#widths);
    this.fit();
  }
}

/** The width of a column that is as wide as its values; undefined for others, and before its first value. */
function contentWidth(
  widest: string | undefined,
  most: number | undefined,
  widthOf: (text: string) => number,
): number | undefined {
  if (most === undefined || widest === undefined) return undefined;
  return Math.min(most, Math.ceil(widthOf(widest)) + padding + spare);
}
