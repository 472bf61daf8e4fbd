import { updatePlaces, type UpdatePlace } from '../../catalogue/customer/customerRecord.ts';
import { exportColumns } from '../../exports/exportColumns.ts';
import { fieldOfIdentifier, identifiers, type Identifier } from '../plans/identifiers.ts';
import type { TableColumn } from '../tables/table.ts';
import { bulkFields, type WriteForms, type ColumnMapping, type Mapping } from './mapping.ts';

export interface SuggestOptions {
  /** Chosen by the user; otherwise the most certain one that the table has. */
  readonly matchBy?: Identifier | undefined;
  /** The tenant's own fields that are known, in addition to the documented ones. */
  readonly ownFields?: readonly string[];
}

/**
 * A mapping by the names of the columns: field names, the columns of our exports, the properties of records, and
 * usual names such as *Mobile*. What is uncertain is not mapped: an unknown name, and the second column for a field.
 */
export function suggestMapping(
  columns: readonly (Pick<TableColumn, 'name'> & Partial<Pick<TableColumn, 'samples'>>)[],
  forms: WriteForms,
  { matchBy, ownFields = [] }: SuggestOptions = {},
): Mapping {
  const kind = kindOfTable(columns.map(({ name }) => name));
  const keys = Object.values(fieldOfIdentifier);
  const known = new Set([...bulkFields(forms, 'id'), ...ownFields, ...keys]);
  const found = columns.map(({ name, samples }) => ({
    column: name,
    field: fieldOfColumn(name, kind, known, samples),
  }));
  const chosen = matchBy ?? bestIdentifier(found.map(({ field }) => field));
  const sendable = new Set([...bulkFields(forms, chosen), ...ownFields]);
  const used = new Set<string>();
  const mapped = found.map(({ column, field }): ColumnMapping => {
    // Two columns for a field: which one is meant is unknown, so the user decides about the second.
    if (field === undefined || !sendable.has(field) || used.has(field)) return { column };
    used.add(field);
    return { column, field };
  });
  return { matchBy: chosen, columns: mapped, constants: [] };
}

/** The first identifier that a table has: Kapture's ID, then the code, phone and email. */
function bestIdentifier(fields: readonly (string | undefined)[]): Identifier {
  return identifiers.find((identifier) => fields.includes(fieldOfIdentifier[identifier])) ?? 'phone';
}

/** Names of columns in spreadsheets, by the field that they mean. Only names that leave no doubt. */
const synonyms: Readonly<Record<string, string>> = {
  kapture_customer_id: 'kapture id, kapture customer id',
  customer_code: 'customer code, cust code, client code',
  customer_name: 'name, customer name, client name, full name',
  phone: 'phone, phone no, phone number, mobile, mobile no, mobile number, mobile phone, cell phone, telephone',
  email_id: 'email, e mail, email id, e mail id, mail id, email address, e mail address',
  city: 'city, town',
  state: 'state, province',
  campaign_name: 'primary source',
  secSource: 'secondary source',
  tertSource: 'tertiary source',
  customer_assign_emp_code: 'agent code',
  customer_assign_emp_name: 'agent name',
  customer_assign_emp_email: 'agent email',
  contact_person_name: 'contact person, contact name',
  contact_person_phone: 'contact phone',
  contact_person_email: 'contact email',
  additional_contact_phone: 'additional phone, alternate phone',
  gender: 'sex',
  pincode: 'pin code, postal code, postcode, zip, zip code, zipcode',
  date_of_birth: 'dob, birthday, birth date',
  anniversary_date: 'anniversary',
};

/**
 * Columns of exports that have exactly what a field of Update writes. The email is missing because it can be that of
 * the contact.
 */
const ofExports = new Map<string, string>(
  Object.entries({
    id: 'kapture_customer_id',
    name: 'customer_name',
    phone: 'phone',
    contact_phone: 'contact_person_phone',
    code: 'customer_code',
    city: 'city',
    state: 'state',
    country: 'country',
    agent: 'customer_assign_emp_name',
  }),
);

const fieldOfSynonym = new Map(
  Object.entries(synonyms).flatMap(([field, names]) => names.split(', ').map((name) => [name, field] as const)),
);

/** Properties of records as Kapture sends them, such as in exports as JSON Lines. */
const fieldOfProperty = new Map<string, string>([
  ['id', 'kapture_customer_id'],
  ...Object.entries<UpdatePlace>(updatePlaces)
    .filter(([, { source }]) => source === 'record')
    .map(([field, { property }]) => [property, field] as const),
]);

/** Columns that only exports of this extension have. */
const marksOfExports = ['phone_masked', 'email_masked', 'created_at', 'modified_at', 'agent_id', 'contact_phone'];
/** Properties that only records of Kapture have. */
const marksOfRecords = ['cmId', 'generationDate', 'totalNoOfEnquiries', 'companyPhone', 'isMobileMasked'];

type TableKind = 'export' | 'records' | 'other';

function kindOfTable(names: readonly string[]): TableKind {
  const has = (marks: readonly string[]): boolean => marks.filter((mark) => names.includes(mark)).length >= 2;
  if (has(marksOfRecords)) return 'records';
  return has(marksOfExports) && names.includes('id') ? 'export' : 'other';
}

/** Names of columns with Kapture's ID, if the values look like it. Otherwise they number rows, or have another ID. */
const idNames: ReadonlySet<string> = new Set(['id', 'customer id', 'cust id']);
/** Kapture's IDs have more digits than the numbers of most tables' rows. */
const idValue = /^\d{4,}$/;

/**
 * The field that the name of a column means; undefined if it leaves doubt. `fields` are the ones that exist, and
 * `samples` some values of the column.
 */
function fieldOfColumn(
  name: string,
  kind: TableKind,
  fields: ReadonlySet<string>,
  samples: readonly string[] = [],
): string | undefined {
  if (kind === 'records') return existing(fieldOfProperty.get(name), fields);
  if (kind === 'export') {
    const isOwn = !exportColumns.some((column) => column.name === name);
    return existing(isOwn ? name : ofExports.get(name), fields);
  }
  const words = wordsOf(name);
  const named = [...fields].find((field) => wordsOf(field) === words);
  // `customer_id` is how some forms call the tenant's own code.
  const isNamed = idNames.has(words) && name !== 'customer_id';
  const isId = isNamed && samples.length > 0 && samples.every((sample) => idValue.test(sample.trim()));
  if (isId) return existing('kapture_customer_id', fields);
  return named ?? existing(fieldOfSynonym.get(words), fields);
}

function existing(field: string | undefined, fields: ReadonlySet<string>): string | undefined {
  return field !== undefined && fields.has(field) ? field : undefined;
}

/** `emailId`, `Email-ID *` and `email_id` are the same words. */
function wordsOf(name: string): string {
  return name
    .replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
