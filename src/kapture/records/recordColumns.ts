import type { ListModule } from '../catalogue/operation.ts';

export type RecordSource =
  /** A field of the record. With `key`, the value after that key in the lines that web forms write into the field. */
  | { readonly field: string; readonly contact?: undefined; readonly key?: 'PRIMARY_SOURCE' }
  /** A field of a contact: the primary one (the first one if none is primary), or the one at a zero-based index. */
  | { readonly field: string; readonly contact: 'primary' | number; readonly key?: undefined };

/**
 * - `text`: unchanged; a number keeps all its digits
 * - `moment`: a date in any format that Kapture sends
 * - `json`: unchanged, as JSON
 */
export type ExportType = 'text' | 'integer' | 'boolean' | 'moment' | 'json';

type ByModule<Value> = Readonly<Partial<Record<ListModule, Value>>>;

/**
 * A value of a customer or a ticket, as the store, the views and the exports use it. Texts are in English; the editor
 * translates them. A `place` is an order number among the columns shown there.
 */
export interface RecordColumn {
  readonly title: string;
  /** The title for tickets, if it is another one. */
  readonly ticketTitle?: string;
  /**
   * Where the value is in the records of each module that has the column. The first source that is not blank is used;
   * for moments, the first that is a date.
   */
  readonly from: ByModule<readonly RecordSource[]>;
  /**
   * - `text`: trimmed; empty if there is none
   * - `count`: a whole number; 0 for anything else
   * - `moment`: in the tenant's time zone; undefined for anything that is not a date
   */
  readonly read: 'text' | 'count' | 'moment';
  readonly sql: {
    readonly column: string;
    readonly type: 'TEXT' | 'INTEGER';
    /** The SQL that the insights sort by, if not the value. */
    readonly order?: readonly string[];
  };
  /** Whether a filter searches it. Contacts are always searched. */
  readonly isSearched?: true;
  /** Set if records can be selected by its value. Texts only. */
  readonly facet?: {
    /** Shown for records without a value. */
    readonly missing: string;
    /** The SQL that records are compared by, if not the value. */
    readonly key?: string;
    /** Set if the view can group by it. `icon` is a codicon. */
    readonly group?: { readonly place: number; readonly icon: string };
    /** Set if the insights of a module show a chart of it. */
    readonly bar?: { readonly place: number; readonly title: string; readonly module: ListModule };
  };
  /** Set if the view can sort by it. Texts only. */
  readonly sort?: { readonly place: number };
  /**
   * Set if the insights' table shows it, of all modules or of one: its minimum width, in multiples of the font size,
   * and its share of the remaining width.
   */
  readonly table?: {
    readonly place: number;
    readonly least: number;
    readonly share: number;
    readonly module?: ListModule;
  };
  /** Set if a record's tooltip shows it. */
  readonly tooltip?: { readonly place: number };
  /** Exported files use the column's name in SQL, and `from` unless the export has its own. */
  readonly export: {
    readonly type: ExportType;
    readonly title?: ByModule<string>;
    readonly from?: ByModule<readonly RecordSource[]>;
  };
}

/** Columns by their name in code, in the order of exported files. */
export type RecordColumns = Readonly<Record<string, RecordColumn>>;

const ofRecord = (field: string): RecordSource => ({ field });
const ofPrimary = (field: string): RecordSource => ({ field, contact: 'primary' });

/** The SQL of any phone of a customer: the customer's own, otherwise the contact's. */
const reachingPhone = "iif(phone <> '', phone, contact_phone)";

const table = {
  id: {
    title: 'ID',
    from: { customer: [ofRecord('id'), { field: 'leadId', contact: 0 }], ticket: [ofRecord('ticketId')] },
    read: 'text',
    // The length comes first so that digits sort as a number: a longer ID is greater.
    sql: { column: 'id', type: 'TEXT', order: ['length(id)', 'id'] },
    isSearched: true,
    table: { place: 9, least: 7, share: 0.4 },
    tooltip: { place: 1 },
    export: { type: 'text', title: { customer: 'Customer ID', ticket: 'Ticket ID' } },
  },
  name: {
    title: 'Name',
    ticketTitle: 'Customer',
    from: { customer: [ofRecord('name'), ofPrimary('contactPerson')], ticket: [ofRecord('customerName')] },
    read: 'text',
    sql: { column: 'name', type: 'TEXT' },
    isSearched: true,
    sort: { place: 1 },
    table: { place: 1, least: 8, share: 1.2 },
    // An import writes this name back, so it must be the customer's own. Views can show that of a contact.
    export: { type: 'text', from: { customer: [ofRecord('name')] } },
  },
  subject: {
    title: 'Subject',
    from: { ticket: [ofRecord('taskTitle'), ofRecord('detail')] },
    read: 'text',
    sql: { column: 'subject', type: 'TEXT' },
    isSearched: true,
    sort: { place: 4 },
    table: { place: 0, least: 8, share: 2 },
    export: { type: 'text' },
  },
  /** The customer's own phone. Get returns it, and Pull on some tenants. */
  phone: {
    title: 'Phone',
    from: { customer: [ofRecord('companyPhone')], ticket: [ofRecord('customerPhone')] },
    read: 'text',
    sql: { column: 'phone', type: 'TEXT', order: [reachingPhone] },
    isSearched: true,
    facet: { missing: 'No phone', key: reachingPhone },
    table: { place: 3, least: 9, share: 0.4 },
    tooltip: { place: 2 },
    export: { type: 'text' },
  },
  contactPhone: {
    title: 'Contact phone',
    from: { customer: [ofPrimary('phone')] },
    read: 'text',
    sql: { column: 'contact_phone', type: 'TEXT' },
    tooltip: { place: 3 },
    export: { type: 'text' },
  },
  email: {
    title: 'Email',
    from: { customer: [ofRecord('email'), ofPrimary('email')], ticket: [ofRecord('customerEmail')] },
    read: 'text',
    sql: { column: 'email', type: 'TEXT' },
    isSearched: true,
    facet: { missing: 'No email', key: 'lower(email)' },
    table: { place: 4, least: 9, share: 2, module: 'customer' },
    tooltip: { place: 4 },
    export: { type: 'text' },
  },
  code: {
    title: 'Customer code',
    from: { customer: [ofRecord('customerCode')] },
    read: 'text',
    sql: { column: 'code', type: 'TEXT' },
    isSearched: true,
    tooltip: { place: 11 },
    export: { type: 'text' },
  },
  city: {
    title: 'City',
    from: { customer: [ofRecord('city')] },
    read: 'text',
    sql: { column: 'city', type: 'TEXT' },
    isSearched: true,
    facet: {
      missing: 'No city',
      group: { place: 3, icon: 'location' },
      bar: { place: 1, title: 'By city', module: 'customer' },
    },
    sort: { place: 2 },
    table: { place: 5, least: 5.5, share: 0.9 },
    tooltip: { place: 5 },
    export: { type: 'text' },
  },
  createdAt: {
    title: 'Created',
    from: { customer: [ofRecord('generationDate'), ofRecord('imageReferenceId')], ticket: [ofRecord('date')] },
    read: 'moment',
    sql: { column: 'created_at', type: 'TEXT' },
    table: { place: 2, least: 11, share: 0.4 },
    tooltip: { place: 8 },
    export: { type: 'moment' },
  },
  status: {
    title: 'Status',
    from: { customer: [ofRecord('currentStatus')], ticket: [ofRecord('status')] },
    read: 'text',
    sql: { column: 'status', type: 'TEXT' },
    facet: {
      missing: 'No status',
      group: { place: 4, icon: 'tag' },
      bar: { place: 2, title: 'By status', module: 'ticket' },
    },
    table: { place: 8, least: 5.5, share: 0.4 },
    tooltip: { place: 10 },
    export: { type: 'text' },
  },
  agent: {
    title: 'Agent',
    from: { customer: [ofRecord('assignedToName')], ticket: [ofRecord('assignedToName')] },
    read: 'text',
    sql: { column: 'agent', type: 'TEXT' },
    isSearched: true,
    facet: { missing: 'No agent', group: { place: 1, icon: 'account' } },
    sort: { place: 3 },
    table: { place: 6, least: 8, share: 1 },
    tooltip: { place: 6 },
    export: { type: 'text' },
  },
  source: {
    title: 'Source',
    from: {
      customer: [{ field: 'remarks', key: 'PRIMARY_SOURCE' }],
      ticket: [ofRecord('primarySource'), ofRecord('lastSource')],
    },
    read: 'text',
    sql: { column: 'source', type: 'TEXT' },
    isSearched: true,
    facet: { missing: 'No source', group: { place: 2, icon: 'megaphone' } },
    table: { place: 7, least: 6.5, share: 0.9 },
    tooltip: { place: 7 },
    export: { type: 'text' },
  },
  enquiries: {
    title: 'Enquiries',
    from: { customer: [ofRecord('totalNoOfEnquiries')] },
    read: 'count',
    sql: { column: 'enquiries', type: 'INTEGER' },
    tooltip: { place: 9 },
    export: { type: 'integer' },
  },
} as const satisfies RecordColumns;

type Table = typeof table;
export type ColumnName = keyof Table;
/** The names of the columns that have given properties. */ type NamesWith<Parts> = {
  [Name in ColumnName]: Table[Name] extends Parts ? Name : never;
}[ColumnName];

export type FacetColumn = NamesWith<{ facet: object }>;
export type GroupColumn = NamesWith<{ facet: { group: object } }>;
export type BarColumn = NamesWith<{ facet: { bar: object } }>;
export type SortColumn = NamesWith<{ sort: object }>;
export type TableColumn = NamesWith<{ table: object }>;

interface ValueTypes {
  readonly text: string;
  readonly count: number;
  readonly moment: string | undefined;
}

/** A record's value in each column; blank in a column that its module does not have. */
export type ColumnValues = { readonly [Name in ColumnName]: ValueTypes[Table[Name]['read']] };

export const recordColumns: Readonly<Record<ColumnName, RecordColumn>> = table;

/** The columns that the records of a module have. */
export function columnsOf(columns: RecordColumns, module: ListModule): RecordColumns {
  return Object.fromEntries(Object.entries(columns).filter(([, { from }]) => from[module]));
}

/** The names of the columns that the records of a module have. */
export function columnNamesOf(module: ListModule): readonly ColumnName[] {
  return Object.keys(columnsOf(recordColumns, module)) as ColumnName[];
}

export function titleOf({ title, ticketTitle = title }: RecordColumn, module: ListModule): string {
  return module === 'ticket' ? ticketTitle : title;
}

/** Whether a column's values are texts from the server. */
export function isText({ read }: RecordColumn): boolean {
  return read === 'text';
}

/** The names of the columns for which `shownAt` has a place, in the order of their places. */
export function namesInOrder(
  columns: RecordColumns,
  shownAt: (column: RecordColumn) => { readonly place: number } | undefined,
): string[] {
  return Object.entries(columns)
    .flatMap(([name, column]) => {
      const shown = shownAt(column);
      return shown ? { name, place: shown.place } : [];
    })
    .sort((one, other) => one.place - other.place)
    .map(({ name }) => name);
}
