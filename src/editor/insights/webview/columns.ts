import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import { rowColumnNames, type RowColumn } from '../../../kapture/store/insightShapes.ts';
import { make } from './dom.ts';
import { state } from './page.ts';

/** Pixels of a header beside its text: 16 of padding, 13 of the arrow of a sorted column (`page.css`). */
const besideText = 29;
const pencil = 26;
const widest = 1200;
/** Pixels a press of a key. */
const step = 16;

/** The widths of the table's columns. A header is never cut off, whatever the language. */
export class Columns {
  readonly #grid: HTMLElement;
  readonly #headers = new Map<RowColumn, HTMLElement>();
  /** Pixels that the text of each header takes. */
  readonly #texts = new Map<RowColumn, number>();

  constructor(grid: HTMLElement) {
    this.#grid = grid;
  }

  /** Lets the user resize a column: by its edge, by Shift with an arrow key; a double click on the edge gives the usual width. */
  add(column: RowColumn, header: HTMLElement, button: HTMLElement): void {
    this.#headers.set(column, header);
    const edge = make('div', { className: 'edge', ariaHidden: 'true' });
    header.append(edge);
    edge.addEventListener('pointerdown', (event) => {
      const from = { x: event.clientX, width: header.offsetWidth };
      const move = ({ clientX }: PointerEvent): void => this.#resize(column, from.width + clientX - from.x);
      edge.setPointerCapture(event.pointerId);
      edge.addEventListener('pointermove', move);
      edge.addEventListener('lostpointercapture', () => edge.removeEventListener('pointermove', move), { once: true });
      // Else the drag would select text.
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

  /** Gives the columns their widths; does nothing while the table is not displayed. */
  fit(): void {
    if (!this.#measure()) return;
    const { widths } = state.kept;
    const sizes = rowColumnNames.map((column) => {
      const least = this.#least(column);
      const width = widths[column];
      return width === undefined
        ? { least, track: `minmax(${least}px,${recordColumns[column].table!.share}fr)` }
        : { least: Math.max(least, width), track: `${Math.max(least, width)}px` };
    });
    const needed = sizes.reduce((sum, { least }) => sum + least, pencil);
    this.#grid.style.setProperty('--columns', `${sizes.map(({ track }) => track).join(' ')} ${pencil}px`);
    this.#grid.style.setProperty('--needed', `${needed}px`);
    this.#grid.classList.toggle('scrolls', this.#grid.clientWidth < needed);
  }

  #measure(): boolean {
    if (this.#texts.size) return true;
    for (const [column, header] of this.#headers) {
      const width = header.querySelector('span')?.getBoundingClientRect().width;
      if (width) this.#texts.set(column, width);
    }
    return this.#texts.size > 0;
  }

  #least(column: RowColumn): number {
    const needed = Math.ceil((this.#texts.get(column) ?? 0) + besideText);
    return Math.max(needed, state.kept.widths[column] === undefined ? recordColumns[column].table!.least : 0);
  }

  #resize(column: RowColumn, width: number | undefined): void {
    const { [column]: _before, ...others } = state.kept.widths;
    const size = width === undefined ? {} : { [column]: Math.round(Math.min(widest, width)) };
    state.keep({ widths: { ...others, ...size } });
    this.fit();
  }
}
