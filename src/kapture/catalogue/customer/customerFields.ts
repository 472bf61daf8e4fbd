import type { Failure } from '../form.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { fieldText, type Fields } from '../fieldText.ts';

/*
 * A value can have hundreds of kilobytes. No two neighboring repetitions of a pattern match the same characters,
 * because it would take quadratic time for some values.
 */

/**
 * The rule that the server states for a phone: ten digits, the first of them 6 or above. A blank phone counts as none.
 */
export const phonePattern = '^\\s*([6-9][0-9]{9}\\s*)?$';
/** What the sandbox accepts as an email, because the server's own rule is unpublished. A blank email counts as none. */
export const emailPattern = '^\\s*([^\\s@]+@[^\\s@][^\\s@.]*\\.[^\\s@]+\\s*)?$';

/** The fields of Add and Update whose format the server checks. */
export const contactFormats = {
  email_id: { pattern: emailPattern, reason: 'invalid-email' },
  phone: { pattern: phonePattern, reason: 'invalid-phone' },
} as const;

/** The sample request of Get in Kapture's documentation. */
export const getSample = {
  kapture_customer_id: '61371820',
  customer_id: '',
  email_id: 'nisch123@gmail.com',
  phone: '9845765226',
} as const;

/** The sandbox always has the customer of the published sample of Get. */
const { phone, email_id } = getSample;
const note =
  'The sandbox has such a customer. On any other connection, this request adds a customer unless one already exists.';

/** The documented failures of Add. Update shares its path, so it probably fails in the same way. */
export const writeFailures = {
  'invalid-email': {
    when: 'the email address is malformed',
    status: 400,
    message: 'Invalid email id.',
    fields: ['email_id'],
    example: { title: 'Invalid Email', fields: { customer_name: 'Asha', email_id: 'asha@example' } },
  },
  'invalid-phone': {
    when: 'the phone number is malformed',
    status: 400,
    message: 'Invalid phone number, number must contain 10 digits and must start from 6 or above',
    fields: ['phone'],
    example: { title: 'Invalid Phone', fields: { customer_name: 'Asha', phone: '12345' } },
  },
  'phone-taken': {
    when: 'another customer has the phone number',
    status: 400,
    message: 'This mobile number already exists. Please enter a new one.',
    fields: ['phone'],
    example: { title: 'Phone Taken', fields: { customer_name: 'Asha', phone }, note },
  },
  'email-taken': {
    when: 'another customer has the email address',
    status: 400,
    message: 'This email-id already exists. Please enter a new one.',
    fields: ['email_id'],
    example: { title: 'Email Taken', fields: { customer_name: 'Asha', email_id }, note },
  },
  'both-taken': {
    when: 'other customers have the phone number and the email address',
    status: 400,
    message: ' ,Both email and mobile number already exist. Please enter new details.',
    fields: ['phone', 'email_id'],
    example: { title: 'Phone and Email Taken', fields: { customer_name: 'Asha', phone, email_id }, note },
  },
} as const satisfies Record<string, Failure>;

const text = 'string';
const textOrNumber = ['string', 'integer'] as const;

/** The flat fields that Add and Update share, as the documentation describes them. */
export const customerFields = {
  customer_name: {
    type: text,
    documentedType: 'varchar',
    requirement: 'enforced',
    description: 'Name of the customer.',
  },
  phone: {
    type: textOrNumber,
    documentedType: 'integer',
    requirement: 'enforced',
    description:
      'Phone number of the customer: 10 digits, starting with 6 or higher. Must be unique. Either a phone number or an email address is required.',
    pattern: phonePattern,
    patternErrorMessage: writeFailures['invalid-phone'].message,
    not: { type: 'integer', not: { minimum: 6_000_000_000, maximum: 9_999_999_999 } },
    errorMessage: writeFailures['invalid-phone'].message,
  },
  email_id: {
    type: text,
    documentedType: 'varchar',
    requirement: 'enforced',
    description:
      'Email address of the customer. Must be unique. Either a phone number or an email address is required.',
    pattern: emailPattern,
    patternErrorMessage: writeFailures['invalid-email'].message,
  },
  country: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    description: 'Country of the customer.',
  },
  state: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    description: 'State of the customer.',
  },
  city: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    description: 'City of the customer.',
  },
  zone: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    examples: ['South', 'North', 'East', 'West'],
    description: 'Zone of the customer, such as North, South, East or West.',
  },
  campaign_name: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    description: 'Primary source of the customer.',
  },
  secSource: { type: text, documentedType: 'string', requirement: 'optional', description: 'Secondary source.' },
  tertSource: { type: text, documentedType: 'string', requirement: 'optional', description: 'Tertiary source.' },
  customer_assign_emp_code: {
    type: textOrNumber,
    documentedType: 'integer',
    requirement: 'optional',
    description: 'Code of the agent that the customer is assigned to.',
  },
  customer_assign_emp_name: {
    type: text,
    documentedType: 'string',
    requirement: 'documented',
    description: 'Name of the agent that the customer is assigned to. Blank in the published sample.',
  },
  customer_assign_emp_email: {
    type: text,
    documentedType: 'string',
    requirement: 'documented',
    description: 'Email address of the agent that the customer is assigned to. Blank in the published sample.',
  },
  contact_person_name: {
    type: text,
    documentedType: 'string',
    requirement: 'documented',
    description: 'Name of the contact person.',
  },
  contact_person_phone: {
    type: textOrNumber,
    documentedType: 'integer',
    requirement: 'documented',
    description: 'Phone number of the contact person.',
  },
  contact_person_email: {
    type: text,
    documentedType: 'string',
    requirement: 'optional',
    description: 'Email address of the contact person.',
  },
  additional_contact_phone: {
    type: textOrNumber,
    documentedType: 'integer',
    requirement: 'optional',
    description: 'Additional phone number of the contact person.',
  },
  country_code: {
    type: textOrNumber,
    documentedType: 'integer',
    requirement: 'documented',
    description: 'Country code of the phone number. The published sample has `+91`.',
  },
  gender: {
    type: text,
    documentedType: 'char',
    requirement: 'documented',
    examples: ['M'],
    enum: ['M', 'F', ''],
    enumDescriptions: ['Male', 'Female', 'Not specified'],
    description: 'Gender of the contact person: M or F.',
  },
} as const satisfies Record<string, FieldSchema>;

export type CustomerField = keyof typeof customerFields;

export const status = {
  type: 'string',
  description: '`success` or `failed`. HTTP 200 alone does not mean success.',
} as const;
export const message = { type: 'string', description: "The server's message." } as const;

/** The result in the response to Add and Update. */
export const enquiry = () =>
  ({
    type: 'object',
    title: 'Enquiry',
    description: 'The fields that were sent, and the IDs that the server generated.',
    properties: {
      ...customerFields,
      cmId: { type: ['integer', 'string'], description: 'ID of the tenant.' },
      kapture_customer_id: { type: ['integer', 'string'], description: 'ID of the customer. New after an Add.' },
      contact_id: { type: ['integer', 'string'], description: 'ID of the contact. New after an Add.' },
      enquiry_id: { type: ['integer', 'string'], description: 'ID of the enquiry, or 0 if there is none.' },
    },
  }) as const satisfies FieldSchema & ObjectSchema;

/**
 * Where the response to Add and Update has the ids: tenants of the flat dialect put them in the enquiry, those of the
 * array dialect next to it.
 */
export const enquiryIds = {
  customerId: [['Enquiry', 'kapture_customer_id'], ['Kapture Customer Id']],
  contactId: [['Enquiry', 'contact_id'], ['contact_id']],
} as const;

/** Whether a body has the id of a customer, which makes a write an update. */
export function hasId(fields: Fields): boolean {
  return fieldText(fields, 'kapture_customer_id') !== '';
}

/** The IDs that Kapture generates. A write can name a customer or contact by them, and cannot change them. */
export const generatedIds: ReadonlySet<string> = new Set(['kapture_customer_id', 'contact_id']);
