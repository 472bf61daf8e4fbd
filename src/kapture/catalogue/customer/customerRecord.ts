import type { Static } from 'typebox';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const id = ['integer', 'string'] as const;
const generationDate = {
  description:
    'When it was created, in the time zone of the tenant. As text ("Mar 14, 2021 2:21:11 PM"), as an object whose `month` counts from 0 (2 is March), or in milliseconds.',
} as const;

/** The parts of a date that a server spells out as an object. */
const dateParts = {
  year: { type: 'integer', description: 'Year.' },
  month: { type: 'integer', description: 'Month, **counted from 0**: 2 is March.' },
  dayOfMonth: { type: 'integer', description: 'Day of the month, counted from 1.' },
  hourOfDay: { type: 'integer', description: 'Hour, 0 to 23.' },
  minute: { type: 'integer', description: 'Minute.' },
  second: { type: 'integer', description: 'Second.' },
} as const satisfies Record<string, FieldSchema>;

/** One contact of a customer. */
export const contactRecord = {
  type: 'object',
  title: 'Contact',
  description: 'A person to talk to at a customer.',
  properties: {
    id: { type: id, description: 'Id of the contact.' },
    leadId: { type: id, description: 'Kapture customer id of the customer that the contact belongs to.' },
    contactPerson: { type: 'string', description: 'Name of the contact.' },
    phone: { type: ['string', 'integer'], description: 'Phone of the contact. Masked where `isMobileMasked` is true.' },
    additionalPhone: { type: ['string', 'integer'], description: 'One more phone.' },
    email: { type: 'string', description: 'Email of the contact. Masked where `isEmailMasked` is true.' },
    additionalEmail: { type: 'string', description: 'One more email.' },
    gender: { type: 'string', description: 'M or F, or a blank.' },
    isPrimaryContact: { type: 'boolean', description: 'The contact to use first.' },
    isMobileMasked: {
      type: 'boolean',
      description: 'The server hides part of the phone. Never write such a value back.',
    },
    isEmailMasked: {
      type: 'boolean',
      description: 'The server hides part of the email. Never write such a value back.',
    },
    generationDate,
  },
} as const satisfies ObjectSchema;

/** One customer, as Pull and Get send it. */
export const customerRecord = {
  type: 'object',
  title: 'Customer',
  description:
    'One customer as the server sends it. Types follow the published samples, which differ from the documentation in places.',
  properties: {
    id: { type: id, documentedType: 'integer', description: 'Kapture customer id.' },
    cmId: { type: id, documentedType: 'integer', description: 'Id of the tenant (client creation id).' },
    name: { type: 'string', documentedType: 'varchar', description: 'Name of the customer.' },
    companyPhone: {
      type: ['string', 'integer'],
      documentedType: 'integer',
      description: 'Phone of the customer. Sent by Get.',
    },
    generationDate: { ...generationDate, documentedType: 'date' },
    creatorId: { type: id, documentedType: 'integer', description: 'Id of the employee who created it.' },
    creatorName: { type: 'string', documentedType: 'string', description: 'Name of the employee who created it.' },
    campaignId: { type: id, documentedType: 'integer', description: 'Id of the primary source.' },
    remarks: {
      type: 'string',
      description: 'Free text. May hold a block of KEY and value lines: NAME, PHONE, EMAIL, MESSAGE, PRIMARY_SOURCE.',
    },
    customerCode: {
      type: ['string', 'integer'],
      description: 'Customer code that somebody entered by hand. Get finds it as `customer_id`.',
    },
    city: { type: 'string', documentedType: 'string', description: 'City.' },
    state: { type: 'string', documentedType: 'string', description: 'State.' },
    country: { type: 'string', documentedType: 'string', description: 'Country.' },
    assignedToId: { type: id, documentedType: 'string', description: 'Id of the agent that it is assigned to.' },
    assignedToName: {
      type: 'string',
      documentedType: 'string',
      description: 'Name of the agent that it is assigned to.',
    },
    totalNoOfEnquiries: { type: 'integer', documentedType: 'integer', description: 'How many enquiries it had.' },
    isExistingCustomer: {
      type: ['boolean', 'string'],
      documentedType: 'string',
      description: 'Whether the customer was stored before.',
    },
    isExistingContact: {
      type: ['boolean', 'string'],
      documentedType: 'boolean',
      description: 'Whether the contact was stored before.',
    },
    currentStatus: {
      type: 'string',
      documentedType: 'char',
      description: 'One-letter status. The letters are not documented.',
    },
    companyStatus: {
      type: 'string',
      documentedType: 'char',
      description: 'One-letter status of the company. The letters are not documented.',
    },
    lastModificationTime: {
      description: 'When it was last changed; see `generationDate` for the forms.',
      properties: dateParts,
    },
    imageReferenceId: { type: 'string', description: 'Holds the time of creation too: "CUS_2021-03-14 14:21:10.866".' },
    deleted: { type: 'boolean', description: 'Whether the customer was deleted.' },
    contacts: { type: 'array', documentedType: 'array', description: 'The people to talk to.', items: contactRecord },
  },
} as const satisfies ObjectSchema;

export type ContactRecord = Static<typeof contactRecord>;
export type CustomerRecord = Static<typeof customerRecord>;
export { dateParts };
