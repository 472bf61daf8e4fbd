import { createElement, setText } from './dom.ts';
import type { RowOptions } from './rowOptions.ts';

/** The rendered rows of a table, by index. */
export class RowElements<Name extends string, Row> {
  readonly #options: RowOptions<Name, Row>;
  readonly #isHidden: (column: Name) => boolean;
  readonly #elements = new Map<number, HTMLElement>();
  /** What the rendered rows show, so that scrolling renders only new rows. */
  #drawn = new WeakMap<HTMLElement, { readonly row: Row | undefined; readonly isActive: boolean }>();
  #canAct = false;

  constructor(options: RowOptions<Name, Row>, isHidden: (column: Name) => boolean) {
    this.#options = options;
    this.#isHidden = isHidden;
  }

  /** Makes the next call render all rows again. `canAct` shows the button of each row. */
  invalidate(canAct: boolean): void {
    this.#canAct = canAct;
    this.#drawn = new WeakMap();
  }

  /** Renders these rows and drops all others. */
  render(indexes: readonly number[], rowAt: (index: number) => Row | undefined, active: number): HTMLElement[] {
    const wanted = new Set(indexes);
    for (const index of [...this.#elements.keys()]) if (!wanted.has(index)) this.#elements.delete(index);
    return indexes.map((index) => this.#draw(index, rowAt(index), index === active));
  }

  focus(index: number): void {
    this.#elements.get(index)?.focus({ preventScroll: true });
  }

  /** The row and the column that an element is in. */
  find(target: EventTarget | null): { readonly index: number; readonly column: Name | undefined } | undefined {
    const element = target instanceof Element ? target.closest('.row') : null;
    const index = [...this.#elements].find(([, row]) => row === element)?.[0];
    if (index === undefined) return undefined;
    const cell = (target as Element).closest('.cell');
    const at = cell ? [...element!.children].indexOf(cell) : -1;
    return { index, column: this.#options.columns[at]?.name };
  }

  #draw(index: number, row: Row | undefined, isActive: boolean): HTMLElement {
    const element = this.#elements.get(index) ?? this.#create(index);
    const { columns, cell: cellOf, loading, action, isSelected, activeDescription } = this.#options;
    const drawn = this.#drawn.get(element);
    if (drawn?.row === row && drawn?.isActive === isActive) return element;
    this.#drawn.set(element, { row, isActive });
    element.tabIndex = isActive ? 0 : -1;
    if (isActive && activeDescription) element.setAttribute('aria-describedby', activeDescription);
    else element.removeAttribute('aria-describedby');
    element.classList.toggle('loading', !row);
    const selected = row && isSelected?.(row);
    element.ariaSelected = selected === undefined ? null : String(selected);
    columns.forEach(({ name }, at) => {
      const cell = element.children[at] as HTMLElement;
      cell.hidden = this.#isHidden(name);
      const { text, label, className } = row ? cellOf(row, name) : { text: at ? '' : loading };
      // The tooltip may belong to the row that was shown in this element before.
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

  #create(index: number): HTMLElement {
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
    this.#elements.set(index, row);
    return row;
  }
}
