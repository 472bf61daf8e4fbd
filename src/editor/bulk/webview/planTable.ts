import { asSentence } from '../../../kapture/problem/problem.ts';
import { createElement, format, setText } from '../../shared/webview/dom.ts';
import type { Cell, TableColumn } from '../../shared/webview/rowOptions.ts';
import type { Rows } from '../../shared/webview/tableRows.ts';
import { VirtualTable } from '../../shared/webview/virtualTable.ts';
import { planColumns, sortedColumns, type PlanColumn, type PlanMessage, type ShownRow } from '../protocol.ts';
import { postToExtension, state, texts } from './page.ts';

/** The values and the details share the width that the other columns do not need. */
const sizes: Readonly<Record<PlanColumn, Pick<TableColumn<PlanColumn>, 'least' | 'share'>>> = {
  included: { least: 5, share: 0 },
  number: { least: 4.5, share: 0 },
  name: { least: 9, share: 0 },
  changes: { least: 16, share: 1 },
  state: { least: 10.4, share: 0 },
  key: { least: 8.5, share: 0 },
  reason: { least: 13, share: 1 },
};

/** The rows of a plan, and the active one in full below them. */
export class PlanTable {
  readonly #active = new ActiveRow();
  readonly #table: VirtualTable<PlanColumn, ShownRow>;

  constructor() {
    this.#table = new VirtualTable<PlanColumn, ShownRow>({
      title: texts.tableTitle,
      none: texts.tableNone,
      loading: texts.loading,
      columns: planColumns.map((name) => ({
        name,
        title: texts.columns[name],
        ...sizes[name],
        ...(!sortedColumns[name] && { isUnsorted: true }),
      })),
      state,
      request: (request) => postToExtension({ kind: 'rows', ...request }),
      cell: cellOf,
      open: ({ row }) => postToExtension({ kind: 'open', row }),
      click: { column: 'included', run: (row) => this.#toggle(row) },
      key: (row, key) => {
        if (key !== ' ') return false;
        this.#toggle(row);
        return true;
      },
      isSelected: ({ canChange, isIncluded }) => (canChange ? isIncluded : undefined),
      onActive: (row) => this.#active.show(row),
      activeDescription: this.#active.details.id,
    });
    this.#table.element.append(this.#active.element);
  }

  get element(): HTMLElement {
    return this.#table.element;
  }

  show({ version, matching, total, canInclude }: PlanMessage): void {
    this.#table.show({
      version,
      total: matching,
      hint: canInclude ? texts.tableHint : texts.tableHintFixed,
      hidden: canInclude ? [] : ['included'],
      count: matching === total ? String(total) : format(texts.ofRows, String(matching), String(total)),
    });
  }

  restart(): void {
    this.#table.restart();
  }

  /** See {@link VirtualTable.restoreFocus}. */
  restoreFocus(): boolean {
    return this.#table.restoreFocus();
  }

  addRows(rows: Rows<PlanColumn, ShownRow>): void {
    this.#table.addRows(rows);
  }

  /** Includes or excludes a row, or says why it cannot be. */
  #toggle(row: ShownRow): void {
    if (row.canChange) postToExtension({ kind: 'include', row: row.row, isIncluded: !row.isIncluded });
    else this.#active.note(texts.notChangeable);
  }
}

function cellOf(row: ShownRow, column: PlanColumn): Cell {
  switch (column) {
    case 'included': {
      if (row.canChange)
        return { text: row.isIncluded ? '☑' : '☐', label: row.isIncluded ? texts.included : texts.excluded };
      return { text: '', label: row.stateText };
    }
    case 'number':
      return { text: String(row.row) };
    case 'state':
      return { text: row.stateText, className: `state-${row.state}` };
    case 'name':
    case 'key':
    case 'changes':
      return { text: row[column] };
    case 'reason':
      return { text: row.details.map(asSentence).join(' ') };
  }
}

/** The active row in full, because cells are truncated. */
class ActiveRow {
  readonly #title = createElement('h3', { id: 'active-title' });
  readonly details = createElement('ul', { id: 'active-details' });
  readonly #values = createElement('p', { className: 'values' });
  /** Why a key press on the row had no effect. */
  readonly #note = createElement('p', { className: 'note', role: 'status' });
  /** The number of the row that the note is for. */
  #noted: number | undefined;
  readonly element = createElement(
    'section',
    // The element has a tab stop so that the keyboard can scroll it.
    { className: 'active', hidden: true, tabIndex: 0 },
    this.#title,
    this.#note,
    this.details,
    this.#values,
  );

  constructor() {
    this.element.setAttribute('aria-labelledby', this.#title.id);
  }

  show(row: ShownRow | undefined): void {
    this.element.hidden = !row;
    if (!row) return;
    if (row.row !== this.#noted) {
      this.#note.replaceChildren();
      this.element.scrollTop = 0;
    }
    this.#noted = row.row;
    const { line, stateText, name, key, details, changes } = row;
    const number = String(row.row);
    const place = line === undefined ? format(texts.row, number) : format(texts.rowAndLine, number, String(line));
    const title = [place, stateText, name.trim() || key].filter(Boolean);
    setText(this.#title, title.join(' · '));
    this.details.replaceChildren(...details.map((detail) => createElement('li', { dir: 'auto' }, detail)));
    setText(this.#values, changes);
  }

  note(text: string): void {
    this.#note.replaceChildren(text);
  }
}
