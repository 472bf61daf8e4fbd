import { createElement, ensureTabStop, rovingTabIndex } from './dom.ts';
import type { TableColumn } from './rowOptions.ts';
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

/** Adds the headers of the columns, which sort the table. Returns them by column. */
export function addSortHeaders<Name extends string>(
  head: HTMLElement,
  { columns, descendingFirst = [], state }: SortedColumns<Name>,
  onSort: () => void,
): ReadonlyMap<Name, HTMLElement> {
  const headers = new Map<Name, HTMLElement>();
  const buttons = new Map<Name, HTMLElement>();
  const markOrder = (): void => {
    const { column, descending } = state.current.order;
    const direction = descending ? 'descending' : 'ascending';
    for (const [name, button] of buttons) button.parentElement!.ariaSort = name === column ? direction : 'none';
  };
  for (const { name, title, isUnsorted } of columns) {
    const text = createElement('span', {}, title);
    const button = isUnsorted
      ? createElement('div', { className: 'title' }, text)
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
        onSort();
      });
    }
    headers.set(name, header);
    head.append(header);
  }
  markOrder();
  ensureTabStop([...buttons.values()]);
  rovingTabIndex(head, 'button.title');
  return headers;
}
