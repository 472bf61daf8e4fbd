import { recordColumns, type ExportType, type RecordColumns, type RecordSource } from '../records/recordColumns.ts';

/** Where a column's value stands in a record; of any contact it is true if it is true of one. */
export type ExportSource = RecordSource | { readonly field: string; readonly contact: 'any' };

/** A column that customers can be exported in. */
export interface ExportColumn {
  /** What the column is called in files. */
  readonly name: string;
  /** What people call it; `{0}` stands for its place. */
  readonly title: string;
  /** Which one of its kind it is, from 1. */
  readonly place?: number;
  readonly type: ExportType;
  /** The first of these that is not blank counts. */
  readonly from: readonly ExportSource[];
  /** The value is not the field itself, but stands under this key in the block of lines that forms leave in it. */
  readonly key?: 'PRIMARY_SOURCE';
}

/** Contacts beyond have no columns of their own; all of them stand in the column `contacts`. */
export const mostContactColumns = 5;

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
    column('id', 'id', 'id'),
    column('name', 'name', 'contactPerson'),
    column('phone', 'phone', 'phone'),
    column('email', 'email', 'email'),
    column('gender', 'gender', 'gender'),
    column('is_primary', 'is primary', 'isPrimaryContact', 'boolean'),
  ];
}

/** Columns that files alone have, by the column of the store that they follow. */
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
  agent: [{ name: 'agent_id', title: 'Agent id', type: 'text', from: [of('assignedToId')] }],
  source: [{ name: 'campaign_id', title: 'Primary source id', type: 'text', from: [of('campaignId')] }],
};

/** All columns, in the order in which they stand in a file: the documented fields of a record, and its first contacts. */
export const exportColumns = exportColumnsOf(recordColumns);

export function exportColumnsOf(columns: RecordColumns): readonly ExportColumn[] {
  return [
    ...Object.values(columns).flatMap(({ title, from, read, sql, export: { type, title: ownTitle = title } }) => [
      {
        name: sql.column,
        title: ownTitle,
        type,
        from,
        ...(read === 'primarySource' && { key: 'PRIMARY_SOURCE' as const }),
      },
      ...(following[sql.column] ?? []),
    ]),
    { name: 'creator', title: 'Created by', type: 'text', from: [of('creatorName')] },
    { name: 'creator_id', title: 'Created by (id)', type: 'text', from: [of('creatorId')] },
    { name: 'tenant_id', title: 'Tenant id', type: 'text', from: [of('cmId')] },
    { name: 'existing_customer', title: 'Existing customer', type: 'boolean', from: [of('isExistingCustomer')] },
    { name: 'existing_contact', title: 'Existing contact', type: 'boolean', from: [of('isExistingContact')] },
    { name: 'deleted', title: 'Deleted', type: 'boolean', from: [of('deleted')] },
    { name: 'remarks', title: 'Remarks', type: 'text', from: [of('remarks')] },
    { name: 'contacts', title: 'Contacts (JSON)', type: 'json', from: [of('contacts')] },
    ...Array.from({ length: mostContactColumns }, (_, place) => contactColumns(place)).flat(),
    ...Array.from({ length: 15 }, (_, index): ExportColumn => ({
      name: `attr${index + 1}`,
      title: 'Attribute {0}',
      place: index + 1,
      type: 'text',
      from: [of(`attr${index + 1}`)],
    })),
  ];
}

/** A column for a field of the tenant's own, as text. */
export function ownColumn(field: string): ExportColumn {
  return { name: field, title: field, type: 'text', from: [of(field)] };
}

/** What a spreadsheet is given unless somebody chooses: what the customers view knows, the remarks, and three contacts. */
export const spreadsheetColumns: readonly ExportColumn[] = exportColumns.filter(
  ({ name }) =>
    !/^(contacts|contact[45]_.*|contact._(id|gender|is_primary)|attr\d+|tenant_id|existing_.*|company_status|creator.*|campaign_id|modified_at|deleted)$/.test(
      name,
    ),
);

/** What an engine is given unless somebody chooses: all, with the contacts in one column. */
export const tableColumns: readonly ExportColumn[] = exportColumns.filter(({ name }) => !/^contact\d/.test(name));
