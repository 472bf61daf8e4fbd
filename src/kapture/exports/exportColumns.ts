import { recordColumns, type ExportType, type RecordColumns, type RecordSource } from '../records/recordColumns.ts';

/** Where the value of a column is in a record. With `any`, it is true if it is true for at least one contact. */
export type ExportSource = RecordSource | { readonly field: string; readonly contact: 'any' };

export interface ExportColumn {
  readonly name: string;
  /** Name of the column in the interface; `{0}` stands for `place`. */
  readonly title: string;
  /** Number of the contact or attribute, from 1. */
  readonly place?: number;
  readonly type: ExportType;
  /** The first source with a value that is not blank is used. */
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

/** Columns that only files have, by the store column that they follow. */
const following: Readonly<Record<string, readonly ExportColumn[]>> = {
  email: [
    { name: 'phone_masked', title: 'Phone is masked', type: 'boolean', from: [any('isMobileMasked')] },
    { name: 'email_masked', title: 'Email is masked', type: 'boolean', from: [any('isEmailMasked')] },
  ],
  city: [
    { name: 'state', title: 'State', type: 'text', from: [of('state')] },
    { name: 'country', title: 'Country', type: 'text', from: [of('country')] },
  ],
  created_at: [{ name: 'modified_at', title: 'Modified', type: 'moment', from: [of('lastModificationTime')] }],
  status: [{ name: 'company_status', title: 'Company status', type: 'text', from: [of('companyStatus')] }],
  agent: [{ name: 'agent_id', title: 'Agent ID', type: 'text', from: [of('assignedToId')] }],
  source: [{ name: 'campaign_id', title: 'Primary source ID', type: 'text', from: [of('campaignId')] }],
};

/** All columns in the order of a file: the documented fields of a record and its first contacts. */
export const exportColumns = exportColumnsOf(recordColumns);

export function exportColumnsOf(columns: RecordColumns): readonly ExportColumn[] {
  return [
    ...Object.values(columns).flatMap(({ title, from, read, sql, export: exported }) => [
      {
        name: sql.column,
        title: exported.title ?? title,
        type: exported.type,
        from: exported.from ?? from,
        ...(read === 'primarySource' && { key: 'PRIMARY_SOURCE' as const }),
      },
      ...(following[sql.column] ?? []),
    ]),
    { name: 'creator', title: 'Created by', type: 'text', from: [of('creatorName')] },
    { name: 'creator_id', title: 'Created by (ID)', type: 'text', from: [of('creatorId')] },
    { name: 'tenant_id', title: 'Tenant ID', type: 'text', from: [of('cmId')] },
    { name: 'existing_customer', title: 'Existing customer', type: 'boolean', from: [of('isExistingCustomer')] },
    { name: 'existing_contact', title: 'Existing contact', type: 'boolean', from: [of('isExistingContact')] },
    { name: 'deleted', title: 'Deleted', type: 'boolean', from: [of('deleted')] },
    { name: 'remarks', title: 'Remarks', type: 'text', from: [of('remarks')] },
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

export function customColumn(field: string): ExportColumn {
  return { name: field, title: field, type: 'text', from: [of(field)] };
}

/** Default columns of CSV: what the customers view shows, the remarks, and three contacts. */
export const spreadsheetColumns: readonly ExportColumn[] = exportColumns.filter(
  ({ name }) =>
    !/^(contacts|contact[45]_.*|contact._(id|gender|is_primary)|attr\d+|tenant_id|existing_.*|company_status|creator.*|campaign_id|modified_at|deleted)$/.test(
      name,
    ),
);

/** Default columns of Parquet: all of them, with the contacts in one column. */
export const tableColumns: readonly ExportColumn[] = exportColumns.filter(({ name }) => !/^contact\d/.test(name));
