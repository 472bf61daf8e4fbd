import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import type { RowColumn } from '../../../kapture/store/insightShapes.ts';
import { format } from '../../shared/webview/dom.ts';
import type { Cell } from '../../shared/webview/rowOptions.ts';
import { VirtualTable } from '../../shared/webview/virtualTable.ts';
import type { ChartsMessage, RowsMessage, ShownCustomer } from '../protocol.ts';
import { state, postToExtension, type Locale } from './page.ts';

export class CustomersTable {
  readonly #locale: Locale;
  readonly #table: VirtualTable<RowColumn, ShownCustomer>;
  #canEdit = false;

  constructor(locale: Locale) {
    const { texts } = locale;
    this.#locale = locale;
    this.#table = new VirtualTable({
      title: texts.tableTitle,
      none: texts.tableNone,
      loading: texts.loading,
      columns: (Object.entries(texts.columns) as [RowColumn, string][]).map(([name, title]) => {
        const { least, share } = recordColumns[name].table!;
        return { name, title, least, share };
      }),
      descendingFirst: ['createdAt'],
      state,
      request: (request) => postToExtension({ kind: 'rows', ...request }),
      cell: (customer, column) => cellOf(column, customer, locale),
      open: (customer) => run('open', customer),
      key: (customer, key) => key === 'F2' && this.#edit(customer),
      action: {
        className: 'pencil',
        label: ({ name, id }) => format(texts.edit, name || id),
        run: (customer) => void this.#edit(customer),
      },
    });
  }

  get element(): HTMLElement {
    return this.#table.element;
  }

  show({ version, matching, canEdit }: ChartsMessage): void {
    const { texts, number } = this.#locale;
    this.#canEdit = canEdit;
    this.#table.show({
      version,
      total: matching,
      hint: canEdit ? texts.tableHint : texts.tableHintReadOnly,
      count: number(matching),
      canAct: canEdit,
    });
  }

  restart(): void {
    this.#table.restart();
  }

  /** See {@link VirtualTable.restoreFocus}. */
  restoreFocus(): boolean {
    return this.#table.restoreFocus();
  }

  addRows(rows: RowsMessage): void {
    this.#table.addRows(rows);
  }

  #edit(customer: ShownCustomer): boolean {
    if (this.#canEdit) run('edit', customer);
    return true;
  }
}

function run(kind: 'open' | 'edit', { tenant, connection, id }: ShownCustomer): void {
  postToExtension({ kind, tenant, connection, id });
}

function cellOf(column: RowColumn, customer: ShownCustomer, { texts, moment, number }: Locale): Cell {
  if (column === 'name')
    return { text: customer.name || texts.noName, className: customer.name === '' ? 'nameless' : undefined };
  const value: string | number | undefined = customer[column];
  if (typeof value === 'number') return { text: number(value) };
  return {
    text: recordColumns[column].read === 'moment' ? moment(value) : (value ?? ''),
    label: column === 'phone' ? customer.spokenPhone : undefined,
  };
}
