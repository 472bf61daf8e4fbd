import type { FieldFormats, FieldMap, FieldPath, BrokenRule } from '../form.ts';
import type { Fields } from '../fieldText.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const text = (description: string) =>
  ({ type: 'string', requirement: 'optional', description }) as const satisfies FieldSchema;

const date = (description: string) =>
  ({ ...text(`${description}: \`YYYY-MM-DD\`.`), examples: ['YYYY-MM-DD'] }) as const satisfies FieldSchema;

const code =
  "The tenant's own code of the customer. A public client sends it with every request, so Kapture probably finds the customer by it.";

/** The fields of an Add or Update in the array form and in the one of 2016. */
export const arrayFields = {
  name: { ...text('Name of the customer.'), requirement: 'documented' },
  phone: {
    type: ['string', 'integer'],
    requirement: 'documented',
    description: 'Phone number of the customer.',
  },
  email: { ...text('Email address of the customer.'), requirement: 'documented' },
  city: text('City of the customer.'),
  country: text('Country of the customer.'),
  customer_code: { ...text(code), type: ['string', 'integer'] },
  customer_id: {
    ...text('A public client sends the customer code here as well. It is not the ID that Kapture generates.'),
    type: ['string', 'integer'],
  },
  state: text('State of the customer.'),
  type: { ...text('Type of the customer.'), documentedType: 'char' },
  classification: text('Classification of the customer.'),
  zone: text('Zone of the customer.'),
  address: text('Address of the customer.'),
  date_of_birth: date('Date of birth'),
  anniversary_date: date('Anniversary'),
  primary_source: text('Primary source of the customer.'),
  website: text('Website of the customer.'),
  assigned_to: text('Email address of the agent that the customer is assigned to.'),
  board_line_no: text('Switchboard number of the customer.'),
  remarks: text('Remarks.'),
} as const satisfies Record<string, FieldSchema>;

/** The {@link arrayFields} with the types in the documentation of about 2016. */
export const fieldsOf2016 = {
  ...arrayFields,
  name: { ...arrayFields.name, documentedType: 'varchar' },
  phone: { ...arrayFields.phone, documentedType: 'string' },
  email: { ...arrayFields.email, documentedType: 'varchar' },
  city: { ...arrayFields.city, documentedType: 'string' },
  country: { ...arrayFields.country, documentedType: 'varchar' },
  customer_code: { ...arrayFields.customer_code, documentedType: 'string' },
  state: { ...arrayFields.state, documentedType: 'string' },
} as const satisfies Record<keyof typeof arrayFields, FieldSchema>;

export function arrayAddSchema<const Fields extends Record<string, FieldSchema>>(properties: Fields) {
  return {
    type: 'object',
    title: 'Add Customer',
    description: 'A customer to add. A customer that already has the `customer_code` is probably updated instead.',
    properties,
  } as const satisfies ObjectSchema;
}

export function arrayUpdateSchema<const Fields extends Record<string, FieldSchema>>(properties: Fields) {
  return {
    type: 'object',
    title: 'Update Customer',
    description:
      'A customer to update. Kapture probably finds it by its `customer_code`, and adds a customer if none has the code.',
    properties,
  } as const satisfies ObjectSchema;
}

/** Where a body has the shared fields. */
export const arrayFieldMap = {
  paths: {
    customer_code: ['customer_code'],
    customer_name: ['name'],
    phone: ['phone'],
    email_id: ['email'],
    country: ['country'],
    state: ['state'],
    city: ['city'],
    zone: ['zone'],
    address: ['address'],
    type: ['type'],
    classification: ['classification'],
    date_of_birth: ['date_of_birth'],
    anniversary_date: ['anniversary_date'],
    campaign_name: ['primary_source'],
    website: ['website'],
    customer_assign_emp_email: ['assigned_to'],
    board_line_no: ['board_line_no'],
    remarks: ['remarks'],
  },
} as const satisfies FieldMap;

/** The reason of a value that does not have {@link dateFormats}. */
export const notADay = 'not-a-day';

const day = { pattern: '^\\s*(\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])\\s*)?$', reason: notADay };

/** The formats that the documentation states, without a failure. A blank date counts as none. */
export const dateFormats = { date_of_birth: day, anniversary_date: day } as const satisfies FieldFormats;

/** Whether a body has fields that only these forms have. */
export function isArrayForm(fields: Fields): boolean {
  return (
    'name' in fields &&
    ('phone' in fields || 'email' in fields) &&
    !('customer_name' in fields) &&
    !('product_type' in fields) &&
    !('createStartDate' in fields)
  );
}

/**
 * Where a body has the code that the server probably finds an existing customer with. One public client sends it in
 * both fields.
 */
export const arrayCodePaths = [['customer_code'], ['customer_id']] as const satisfies readonly FieldPath[];

/** Whether a write without a name has fields of these forms and none of the flat one. */
export function hasOnlyArrayFields(fields: Fields): boolean {
  const isOther = ['customer_name', 'email_id', 'kapture_customer_id'].some((name) => name in fields);
  return !isOther && ('customer_code' in fields || 'email' in fields);
}

/** Kapture documents no failure for a body that lacks these fields, so nothing is known to be refused. */
export function brokenArrayRule(): BrokenRule<never> | undefined {
  return undefined;
}
