import type { RowElements } from './rowElements.ts';
import type { RowOptions } from './rowOptions.ts';

/** A table whose rows have keyboard and mouse input. */
export interface InputTable<Name extends string, Row> {
  readonly elements: RowElements<Name, Row>;
  /** The row at an index; undefined if it is not loaded. */
  readonly row: (index: number) => Row | undefined;
  readonly active: () => number;
  readonly total: () => number;
  readonly rowsPerPage: () => number;
  readonly goTo: (index: number) => void;
  /** Makes a rendered row the active one, and focuses it. */
  readonly focus: (index: number) => void;
}

export function addRowInput<Name extends string, Row>(
  body: HTMLElement,
  { open, click, key, action }: RowOptions<Name, Row>,
  table: InputTable<Name, Row>,
): void {
  body.addEventListener('keydown', (event) => {
    if (event.altKey) return;
    const target = targetOfKey(event.key, table);
    const row = table.row(table.active());
    if (target !== undefined) table.goTo(target);
    else if (event.key === 'Enter') {
      if (row) open(row);
    } else if (!row || !key?.(row, event.key)) return;
    event.preventDefault();
  });
  body.addEventListener('click', ({ target }) => {
    const found = table.elements.find(target);
    if (!found) return;
    const { index, column } = found;
    table.focus(index);
    const row = table.row(index);
    if (!row) return;
    if (isButton(target)) action?.run(row);
    else if (column === click?.column) click?.run(row);
  });
  body.addEventListener('dblclick', ({ target }) => {
    const found = table.elements.find(target);
    const row = found && table.row(found.index);
    const isClicked = found?.column !== undefined && found.column === click?.column;
    if (row && !isButton(target) && !isClicked) open(row);
  });
  body.addEventListener('mouseover', ({ target }) => showTruncatedText(target));
}

/** The index of the row that a key moves to; undefined for other keys. */
function targetOfKey(
  pressed: string,
  { active, total, rowsPerPage }: Pick<InputTable<string, unknown>, 'active' | 'total' | 'rowsPerPage'>,
): number | undefined {
  switch (pressed) {
    case 'ArrowDown':
      return active() + 1;
    case 'ArrowUp':
      return active() - 1;
    case 'PageDown':
      return active() + rowsPerPage();
    case 'PageUp':
      return active() - rowsPerPage();
    case 'Home':
      return 0;
    case 'End':
      return total() - 1;
    default:
      return undefined;
  }
}

function isButton(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button') !== null;
}

/** Sets the tooltip of an element: the accessible name, or the full text of a truncated cell. */
function showTruncatedText(target: EventTarget | null): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>('.cell') : null;
  if (cell) cell.title = cell.ariaLabel ?? (cell.scrollWidth > cell.clientWidth ? cell.textContent : '');
}
