import type { ListModule } from '../catalogue/operation.ts';
import {
  recordColumns,
  titleOf,
  type ExportType,
  type RecordColumns,
  type RecordSource,
} from '../records/recordColumns.ts';

/** Where the value of a column is in a record. With `any`, it is true if it is true for at least one contact. */
export type ExportSource = RecordSource | { readonly field: string; readonly contact: 'any' };

export interface ExportColumn {
  readonly name: string;
  /** Name of the column in the interface; `{0}` stands for `place`. */
  readonly title: string;
  /** Number of the contact or attribute, from 1. */
  readonly place?: number;
  readonly type: ExportType;
  /** The first source with a value that is not blank is used. Without a source, the value is the whole record. */
  readonly from: readonly ExportSource[];
  /** The value follows this key in the lines that web forms write into the field. */
  readonly key?: 'PRIMARY_SOURCE';
}

/** The column `contacts` has all contacts, so further contacts have no separate columns. */
export const maxContactColumns = 5;

const of = (field: string): ExportSource => ({ field });
const any = (field: string): ExportSource => ({ field, contact: 'any' });

function contactColumns(place: number): ExportColumn[] {
  const column = (name: string, title: string, field: string, type: ExportType = 'text'): ExportColumn => ({
    name: `contact${place + 1}_${name}`,
    title: `Contact {0}: ${title}`,
    place: place + 1,
    type,
    from: [{ field, contact: place }],
  });
  return [
    column('id', 'ID', 'id'),
    column('name', 'name', 'contactPerson'),
    column('phone', 'phone', 'phone'),
    column('email', 'email', 'email'),
    column('gender', 'gender', 'gender'),
    column('is_primary', 'is primary', 'isPrimaryContact', 'boolean'),
  ];
}

const text = (name: string, title: string, field: string): ExportColumn => ({
  name,
  title,
  type: 'text',
  from: [of(field)],
});
const moment = (name: string, title: string, field: string): ExportColumn => ({
  name,
  title,
  type: 'moment',
  from: [of(field)],
});

/** Columns of customers that only files have, by the store column that they follow. */
const following: Readonly<Record<string, readonly ExportColumn[]>> = {
  email: [
    { name: 'phone_masked', title: 'Phone is masked', type: 'boolean', from: [any('isMobileMasked')] },
    { name: 'email_masked', title: 'Email is masked', type: 'boolean', from: [any('isEmailMasked')] },
  ],
  city: [text('state', 'State', 'state'), text('country', 'Country', 'country')],
  created_at: [moment('modified_at', 'Modified', 'lastModificationTime')],
  status: [text('company_status', 'Company status', 'companyStatus')],
  agent: [text('agent_id', 'Agent ID', 'assignedToId')],
  source: [text('campaign_id', 'Primary source ID', 'campaignId')],
};

/** The columns of the store that the records of a module have. */
function storedColumns(columns: RecordColumns, module: ListModule): ExportColumn[] {
  return Object.values(columns).flatMap((column) => {
    const { sql, export: exported } = column;
    const from = exported.from?.[module] ?? column.from[module];
    if (!from) return [];
    return {
      name: sql.column,
      title: exported.title?.[module] ?? titleOf(column, module),
      type: exported.type,
      from,
      ...(from[0]?.key && { key: from[0].key }),
    };
  });
}

export function exportColumnsOf(columns: RecordColumns): readonly ExportColumn[] {
  return [
    ...storedColumns(columns, 'customer').flatMap((column) => [column, ...(following[column.name] ?? [])]),
    text('creator', 'Created by', 'creatorName'),
    text('creator_id', 'Created by (ID)', 'creatorId'),
    text('tenant_id', 'Tenant ID', 'cmId'),
    { name: 'existing_customer', title: 'Existing customer', type: 'boolean', from: [of('isExistingCustomer')] },
    { name: 'existing_contact', title: 'Existing contact', type: 'boolean', from: [of('isExistingContact')] },
    { name: 'deleted', title: 'Deleted', type: 'boolean', from: [of('deleted')] },
    text('remarks', 'Remarks', 'remarks'),
    { name: 'contacts', title: 'Contacts (JSON)', type: 'json', from: [of('contacts')] },
    ...Array.from({ length: maxContactColumns }, (_, place) => contactColumns(place)).flat(),
    ...Array.from({ length: 15 }, (_, index): ExportColumn => ({
      name: `attr${index + 1}`,
      title: 'Attribute {0}',
      place: index + 1,
      type: 'text',
      from: [of(`attr${index + 1}`)],
    })),
  ];
}

/** The columns of tickets, with the documented fields that only files have. */
const ticketColumns: readonly ExportColumn[] = [
  ...storedColumns(recordColumns, 'ticket'),
  text('sub_status', 'Sub-status', 'substatus'),
  text('priority', 'Priority', 'priority'),
  text('disposition', 'Disposition', 'disposition'),
  moment('next_follow_up', 'Next follow-up', 'nextFollowUp'),
  moment('last_follow_up', 'Last follow-up', 'lastFollowUp'),
  moment('closed_at', 'Closed', 'taskEnddate'),
  text('task_id', 'Task ID', 'taskId'),
  text('order_id', 'Order ID', 'orderId'),
  text('contact_id', 'Contact ID', 'contactId'),
  text('merged_ticket_id', 'Merged ticket ID', 'mergedTicketId'),
  text('creator', 'Created by', 'creatorName'),
  text('detail', 'Details', 'detail'),
  { name: 'additional_info', title: 'Additional information (JSON)', type: 'json', from: [of('additional_info')] },
];

/** All columns of customers in the order of a file: the documented fields of a record and its first contacts. */
export const exportColumns = exportColumnsOf(recordColumns);

export function customColumn(field: string): ExportColumn {
  return { name: field, title: field, type: 'text', from: [of(field)] };
}

/** The whole record, as it was received. */
export const recordColumn: ExportColumn = { name: 'record', title: 'Record (JSON)', type: 'json', from: [] };

/** Default columns of CSV: what the customers view shows, the remarks, and three contacts. */
export const spreadsheetColumns: readonly ExportColumn[] = exportColumns.filter(
  ({ name }) =>
    !/^(contacts|contact[45]_.*|contact._(id|gender|is_primary)|attr\d+|tenant_id|existing_.*|company_status|creator.*|campaign_id|modified_at|deleted)$/.test(
      name,
    ),
);

/** Default columns of Parquet: all of them, with the contacts in one column. */
export const tableColumns: readonly ExportColumn[] = exportColumns.filter(({ name }) => !/^contact\d/.test(name));

interface ColumnsOfModule {
  readonly all: readonly ExportColumn[];
  /** The default columns by format. */
  readonly csv: readonly ExportColumn[];
  readonly parquet: readonly ExportColumn[];
}

export const columnsByModule: Readonly<Record<ListModule, ColumnsOfModule>> = {
  customer: { all: exportColumns, csv: spreadsheetColumns, parquet: tableColumns },
  ticket: {
    all: ticketColumns,
    csv: ticketColumns.filter(({ name }) => name !== 'additional_info'),
    parquet: ticketColumns,
  },
};
