import { createElement, ensureTabStop, rovingTabIndex } from './dom.ts';
import type { TableColumn, TableColumns } from './tableColumns.ts';
import type { Order } from './tableRows.ts';

/** The columns of a table, and the order that it keeps. */
export interface SortedColumns<Name extends string> {
  readonly columns: readonly TableColumn<Name>[];
  /** Columns whose first click sorts in descending order. */
  readonly descendingFirst?: readonly Name[];
  readonly state: {
    readonly current: { readonly order: Order<Name> };
    update(change: { readonly order: Order<Name> }): void;
  };
}

/** Adds the headers of the columns, which sort the table and set the widths of the columns. */
export function addSortHeaders<Name extends string>(
  head: HTMLElement,
  { columns, descendingFirst = [], state }: SortedColumns<Name>,
  widths: TableColumns<Name>,
  onSort: () => void,
): void {
  const titles: HTMLElement[] = [];
  const buttons = new Map<Name, HTMLElement>();
  const markOrder = (): void => {
    const { column, descending } = state.current.order;
    const direction = descending ? 'descending' : 'ascending';
    for (const [name, button] of buttons) button.parentElement!.ariaSort = name === column ? direction : 'none';
  };
  for (const { name, title, isUnsorted } of columns) {
    const text = createElement('span', {}, title);
    // Also one that does not sort has the focus, because keys resize the column.
    const button = isUnsorted
      ? createElement('div', { className: 'title', tabIndex: -1 }, text)
      : createElement('button', { className: 'title', type: 'button', tabIndex: -1 }, text);
    const header = createElement('div', { className: 'cell', role: 'columnheader' }, button);
    if (!isUnsorted) {
      buttons.set(name, button);
      button.addEventListener('click', () => {
        const { column, descending } = state.current.order;
        state.update({
          order: { column: name, descending: column === name ? !descending : descendingFirst.includes(name) },
        });
        markOrder();
        // The header of the new order has an arrow.
        widths.fit();
        onSort();
      });
    }
    titles.push(button);
    widths.add(name, header, button);
    head.append(header);
  }
  markOrder();
  ensureTabStop(titles);
  rovingTabIndex(head, '.title');
}
