import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import { rowColumnNames, type RowColumn } from '../../../kapture/store/insightShapes.ts';
import { createElement } from './dom.ts';
import { state } from './page.ts';

/** Pixels of a header apart from its text: 16 of padding, 13 for the sort arrow (`page.css`). */
const headerPadding = 29;
const editColumnWidth = 26;
const maxWidth = 1200;
/** Pixels per key press. */
const step = 16;

/** The widths of the table's columns. A header is never truncated, in any language. */
export class Columns {
  readonly #grid: HTMLElement;
  readonly #headers = new Map<RowColumn, HTMLElement>();
  /** The width of each header's text, in pixels. */
  readonly #textWidths = new Map<RowColumn, number>();

  constructor(grid: HTMLElement) {
    this.#grid = grid;
  }

  /**
   * Lets the user resize a column with its edge or with Shift and an arrow key. A double click on the edge resets the
   * width.
   */
  add(column: RowColumn, header: HTMLElement, button: HTMLElement): void {
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

  /** Applies the widths. Does nothing while the table is hidden. */
  fit(): void {
    if (!this.#measure()) return;
    const { widths } = state.current;
    const sizes = rowColumnNames.map((column) => {
      const least = this.#minWidth(column);
      const width = widths[column];
      return width === undefined
        ? { least, track: `minmax(${least}px,${recordColumns[column].table!.share}fr)` }
        : { least: Math.max(least, width), track: `${Math.max(least, width)}px` };
    });
    const needed = sizes.reduce((sum, { least }) => sum + least, editColumnWidth);
    this.#grid.style.setProperty('--columns', `${sizes.map(({ track }) => track).join(' ')} ${editColumnWidth}px`);
    this.#grid.style.setProperty('--needed', `${needed}px`);
    this.#grid.classList.toggle('scrolls', this.#grid.clientWidth < needed);
  }

  #measure(): boolean {
    // Again each time: a narrow page has a smaller font.
    for (const [column, header] of this.#headers) {
      const width = header.querySelector('span')?.getBoundingClientRect().width;
      if (width) this.#textWidths.set(column, width);
    }
    return this.#textWidths.size > 0;
  }

  #minWidth(column: RowColumn): number {
    const needed = Math.ceil((this.#textWidths.get(column) ?? 0) + headerPadding);
    return Math.max(needed, state.current.widths[column] === undefined ? recordColumns[column].table!.least : 0);
  }

  #resize(column: RowColumn, width: number | undefined): void {
    const { [column]: _before, ...others } = state.current.widths;
    const size = width === undefined ? {} : { [column]: Math.round(Math.min(maxWidth, width)) };
    state.update({ widths: { ...others, ...size } });
    this.fit();
  }
}
