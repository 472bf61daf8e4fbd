import { asSentence } from '../../../kapture/problem/problem.ts';
import { format } from '../../shared/webview/dom.ts';
import type { Cell } from '../../shared/webview/rowOptions.ts';
import type { TableColumn } from '../../shared/webview/tableColumns.ts';
import type { Rows } from '../../shared/webview/tableRows.ts';
import { VirtualTable } from '../../shared/webview/virtualTable.ts';
import { planColumns, sortedColumns, type PlanColumn, type PlanMessage, type ShownRow } from '../protocol.ts';
import { ActiveRow } from './activeRow.ts';
import { postToExtension, state, texts } from './page.ts';

/**
 * The values and the details share the width that the other columns do not need. Minimum widths are in pixels. Beside
 * another editor in a window of 1440 pixels, the page shows the columns up to the result, with an old and a new value.
 */
const sizes: Readonly<Record<PlanColumn, Pick<TableColumn<PlanColumn>, 'least' | 'share'>>> = {
  included: { share: 0 },
  number: { share: 0 },
  kind: { share: 0 },
  name: { least: 110, share: 0 },
  changes: { least: 240, share: 1 },
  state: { share: 0 },
  key: { least: 104, share: 0 },
  reason: { least: 170, share: 1 },
};

/** The rows of a plan, and the active one in full below them. */
export class PlanTable {
  readonly #active = new ActiveRow();
  readonly #table: VirtualTable<PlanColumn, ShownRow>;
  #isRunning = false;

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

  show({ version, matching, total, canInclude, hasResult, hasDetails, progress }: PlanMessage): void {
    this.#isRunning = progress !== '';
    this.#table.show({
      version,
      total: matching,
      hint: canInclude ? texts.tableHint : texts.tableHintFixed,
      hidden: [
        ...(canInclude ? [] : ['included' as const]),
        ...(hasResult || this.#isRunning ? [] : ['state' as const]),
        // A plan that changes one field then has room for its old and new value.
        ...(hasDetails || this.#isRunning ? [] : ['reason' as const]),
      ],
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
    else this.#active.note(this.#reasonToKeep(row));
  }

  #reasonToKeep({ kind }: ShownRow): string {
    if (kind !== 'add' && kind !== 'update') return texts.writesNothing;
    return this.#isRunning ? texts.isRunning : texts.hasEnded;
  }
}

function cellOf(row: ShownRow, column: PlanColumn): Cell {
  switch (column) {
    case 'included': {
      if (row.canChange)
        return { text: row.isIncluded ? '☑' : '☐', label: row.isIncluded ? texts.included : texts.excluded };
      return { text: '', label: row.state === 'not-sent' ? texts.notSent : row.stateText };
    }
    case 'number':
      return { text: String(row.row) };
    case 'kind':
      return { text: row.kindText, className: `kind-${row.kind}` };
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
