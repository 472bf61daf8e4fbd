import type { FieldSchema } from '../vocabulary.ts';
import { emailPattern, phonePattern } from './contactFormats.ts';
import { writeFailures } from './writeFailures.ts';

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
