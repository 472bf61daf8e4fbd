import { createElement } from './dom.ts';

export interface TableCard {
  readonly element: HTMLElement;
  readonly hint: HTMLElement;
  readonly count: HTMLElement;
  /** The element in place of an empty table. */
  readonly none: HTMLElement;
  readonly grid: HTMLElement;
  readonly head: HTMLElement;
  readonly body: HTMLElement;
}

/** Creates the elements of a table, without rows. `none` is the text in place of an empty table. */
export function createTableCard(title: string, none: string): TableCard {
  const hint = createElement('p', { className: 'hint', id: 'table-hint' });
  const count = createElement('span', { className: 'count' });
  const instead = createElement('p', { className: 'none', hidden: true }, none);
  const head = createElement('div', { className: 'row head', role: 'row', ariaRowIndex: '1' });
  const body = createElement('div', { className: 'body', role: 'rowgroup' });
  const grid = createElement(
    'div',
    { className: 'grid', role: 'grid' },
    createElement('div', { role: 'rowgroup', className: 'heads' }, head),
    body,
  );
  const element = createElement(
    'section',
    { className: 'card wide' },
    createElement('div', { className: 'heading' }, createElement('h2', { id: 'table' }, title, ' ', count), hint),
    instead,
    grid,
  );
  for (const named of [grid, element]) named.setAttribute('aria-labelledby', 'table');
  grid.setAttribute('aria-describedby', 'table-hint');
  return { element, hint, count, none: instead, grid, head, body };
}
