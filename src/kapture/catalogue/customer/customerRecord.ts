import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import type { CustomerField } from './customerFields.ts';

/** How the text of a field begins that only a sample or a name explains. */
export const undescribed = 'No published source describes this field.';

const attributeName = /^attr([1-9]|1[0-5])$/;

/**
 * The text of a field of a record that its schema does not have. `attr1` to `attr15` are not among them, because each
 * tenant defines these, in requests too.
 */
export function otherField(path: readonly string[]): FieldSchema {
  const number = path.length === 1 && attributeName.exec(path[0]!)?.[1];
  if (!number) return { description: undescribed };
  return {
    type: 'string',
    documentedType: 'string',
    description: `Custom field ${number} of the customer. Each tenant defines its meaning.`,
  };
}

const id = ['integer', 'string'] as const;
/** The parts of a date that the server sends as an object. */
const dateParts = {
  year: { type: 'integer', description: 'Year.' },
  month: { type: 'integer', description: 'Month, **counted from 0**: 2 is March.' },
  dayOfMonth: { type: 'integer', description: 'Day of the month, counted from 1.' },
  hourOfDay: { type: 'integer', description: 'Hour, 0 to 23.' },
  minute: { type: 'integer', description: 'Minute.' },
  second: { type: 'integer', description: 'Second.' },
} as const satisfies Record<string, FieldSchema>;

const generationDate = {
  description:
    'Creation date, in the time zone of the tenant. The samples have a string ("Mar 14, 2021 2:21:11 PM") and, in contacts, an object whose `month` is counted from 0 (2 is March). Newer tenants probably send milliseconds.',
  properties: dateParts,
} as const;

export const contactRecord = {
  type: 'object',
  title: 'Contact',
  description: 'A contact person of a customer.',
  properties: {
    id: { type: id, description: `${undescribed} By its name, the ID of the contact.` },
    leadId: { type: id, description: 'Kapture customer ID of the customer that the contact belongs to.' },
    contactPerson: { type: 'string', description: 'Name of the contact.' },
    phone: {
      type: ['string', 'integer'],
      description: 'Phone number of the contact. Masked if `isMobileMasked` is true.',
    },
    additionalPhone: {
      type: ['string', 'integer'],
      description: `${undescribed} By its name, an additional phone number.`,
    },
    email: { type: 'string', description: 'Email address of the contact. Masked if `isEmailMasked` is true.' },
    additionalEmail: { type: 'string', description: `${undescribed} By its name, an additional email address.` },
    gender: { type: 'string', description: 'M, F or blank.' },
    isPrimaryContact: { type: 'boolean', description: 'Whether this is the primary contact.' },
    isMobileMasked: {
      type: 'boolean',
      description: `${undescribed} By its name, whether the server masks part of the phone number. Never write a masked value back.`,
    },
    isEmailMasked: {
      type: 'boolean',
      description: `${undescribed} By its name, whether the server masks part of the email address. Never write a masked value back.`,
    },
    generationDate: { ...generationDate, type: ['object', 'string', 'integer'] },
  },
} as const satisfies ObjectSchema;

/** One customer, as Pull and Get return it. */
export const customerRecord = {
  type: 'object',
  title: 'Customer',
  description: 'One customer as the server sends it.',
  properties: {
    id: { type: id, documentedType: 'integer', description: 'Kapture customer ID.' },
    cmId: { type: id, documentedType: 'integer', description: 'ID of the tenant (client creation ID).' },
    name: { type: 'string', documentedType: 'varchar', description: 'Name of the customer.' },
    companyPhone: {
      type: ['string', 'integer'],
      documentedType: 'integer',
      description:
        'Phone number of the customer. Get Customer returns it on the customer API page, but not in the reference of 2024.',
    },
    generationDate: { ...generationDate, type: ['string', 'object', 'integer'], documentedType: 'date' },
    creatorId: { type: id, documentedType: 'integer', description: 'ID of the employee who created the customer.' },
    creatorName: {
      type: 'string',
      documentedType: 'string',
      description: 'Name of the employee who created the customer.',
    },
    campaignId: { type: id, documentedType: 'integer', description: 'ID of the primary source.' },
    remarks: {
      type: 'string',
      description: `${undescribed} In the published sample, a block of KEY and value lines: NAME, PHONE, EMAIL, MESSAGE, PRIMARY_SOURCE.`,
    },
    customerCode: {
      type: ['string', 'integer'],
      description: 'Customer code, entered manually. Get Customer searches for it by `customer_id`.',
    },
    city: { type: 'string', documentedType: 'string', description: 'City.' },
    state: { type: 'string', documentedType: 'string', description: 'State.' },
    country: { type: 'string', documentedType: 'string', description: 'Country.' },
    assignedToId: {
      type: id,
      documentedType: 'string',
      description: 'ID of the agent that the customer is assigned to.',
    },
    assignedToName: {
      type: 'string',
      documentedType: 'string',
      description: 'Name of the agent that the customer is assigned to.',
    },
    totalNoOfEnquiries: { type: 'integer', documentedType: 'integer', description: 'Number of enquiries.' },
    isExistingCustomer: {
      type: ['boolean', 'string'],
      documentedType: 'string',
      description: 'Whether the customer already existed.',
    },
    isExistingContact: {
      type: ['boolean', 'string'],
      documentedType: 'string',
      description: 'Whether the contact already existed.',
    },
    currentStatus: {
      type: 'string',
      documentedType: 'char',
      description: 'One-letter status. The letters are undocumented.',
    },
    companyStatus: {
      type: 'string',
      documentedType: 'char',
      description: 'One-letter status of the company. The letters are undocumented.',
    },
    lastModificationTime: {
      description: `${undescribed} By its name, the date of the last change. See \`generationDate\` for the formats.`,
      properties: dateParts,
    },
    imageReferenceId: {
      type: 'string',
      description: `${undescribed} In the published samples, it contains the time of creation: "CUS_2021-03-14 14:21:10.866".`,
    },
    deleted: { type: 'boolean', description: `${undescribed} By its name, whether the customer was deleted.` },
    contacts: {
      type: 'array',
      documentedType: 'array',
      description: 'The contact persons of the customer.',
      items: contactRecord,
    },
  },
} as const satisfies ObjectSchema;

/** Where a record shows what a field of Update writes. */
export interface UpdatePlace {
  /** The record itself, or its primary contact. */
  readonly source: 'record' | 'contact';
  readonly property: string;
  /** The property of the record or contact that says that the server masks part of the value. */
  readonly mask?: 'isMobileMasked' | 'isEmailMasked';
}

/**
 * The fields of Update that a record shows, in the order of a customer document. A record from Get has most of these, a
 * record from Pull fewer.
 *
 * The other fields have no known place. `zone` and `campaign_name` are names where the record has ids. It is
 * undocumented whether `assignedToId` is an employee's code. `secSource`, `tertSource` and the agent's email appear in
 * no published record. Published records have only the contact's email; `email_id` is read if a tenant's records have
 * it. The flat form does not have `customer_code`.
 */
export const updatePlaces = {
  customer_name: { source: 'record', property: 'name' },
  phone: { source: 'record', property: 'companyPhone', mask: 'isMobileMasked' },
  email_id: { source: 'record', property: 'email', mask: 'isEmailMasked' },
  customer_code: { source: 'record', property: 'customerCode' },
  city: { source: 'record', property: 'city' },
  state: { source: 'record', property: 'state' },
  country: { source: 'record', property: 'country' },
  customer_assign_emp_name: { source: 'record', property: 'assignedToName' },
  contact_person_name: { source: 'contact', property: 'contactPerson' },
  contact_person_phone: { source: 'contact', property: 'phone', mask: 'isMobileMasked' },
  contact_person_email: { source: 'contact', property: 'email', mask: 'isEmailMasked' },
  additional_contact_phone: { source: 'contact', property: 'additionalPhone', mask: 'isMobileMasked' },
  country_code: { source: 'contact', property: 'phoneCountryCode' },
  gender: { source: 'contact', property: 'gender' },
} as const satisfies Partial<Record<CustomerField | 'customer_code', UpdatePlace>>;
