import { defineForm, malformed } from '../form.ts';
import {
  customerInfo,
  hasCustomerId,
  isNested,
  nestedFieldMap,
  nestedIdPaths,
  nestedSchema,
  nestedSample,
} from './nestedFields.ts';
import { arrayAdd, object2016Add } from './add.ts';
import { arrayFields, arrayUpdateSchema, fieldsOf2016 } from './arrayFields.ts';
import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import {
  contactFormats,
  customerFields,
  enquiry,
  message,
  status,
  enquiryIds,
  getSample,
  hasId,
} from './customerFields.ts';

const { customer_name, phone, email_id, ...others } = customerInfo;
const optional = { requirement: 'optional' } as const;

/** Update in Kapture's reference of 2024. */
const nestedUpdate = defineForm({
  path: '/ms/customer/customer/api/v1/add-update',
  pathCertainty: 'documented',
  shape: 'object',
  request: () =>
    nestedSchema(
      'Update Customer',
      'The ID of a customer and the fields to change, in the nested dialect. Send only what changes: it is undocumented whether a blank value clears a field or is ignored.',
      {
        customer_name: { ...customer_name, ...optional },
        phone: { ...phone, ...optional },
        email_id: { ...email_id, ...optional },
        ...others,
        customer_id: {
          ...others.customer_id,
          requirement: 'enforced',
          description: 'ID of the customer to change, as returned by Add, Get and Pull.',
          pattern: '^\\s*[0-9]+\\s*$',
          patternErrorMessage: 'A Kapture customer ID is a number.',
        },
      },
    ),
  sample: nestedSample('9000000002', 'Ravi', 'Sen', '191690263'),
  minimal: ['kapture_customer_id'],
  draft: { kapture_customer_id: '' },
  draftIsOpen: true,
  fieldMap: nestedFieldMap,
  customerIdPaths: nestedIdPaths,
  recognition: {
    path: /\/ms\/customer\/customer\/.*add-update/i,
    fits: (fields) => isNested(fields) && hasCustomerId(fields),
  },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  inferredFailures: ['name-email-phone-required'],
});

/**
 * Update in the array form. Kapture documents one call, which adds a customer. That this call updates a customer is
 * inferred from a public client, which sends it with the customer's code whenever it has the customer.
 */
const arrayUpdate = defineForm({
  ...arrayAdd,
  pathCertainty: 'inferred',
  request: () => arrayUpdateSchema(arrayFields),
  minimal: ['customer_code', 'customer_name', 'phone', 'email_id'],
  draft: { customer_code: '', customer_name: '', phone: '', email_id: '' },
  draftIsOpen: true,
});

/** Update in the form of 2016. Inferred, as in the array form. */
const object2016Update = defineForm({
  ...object2016Add,
  pathCertainty: 'inferred',
  request: () => arrayUpdateSchema(fieldsOf2016),
  minimal: arrayUpdate.minimal,
  draft: arrayUpdate.draft,
  draftIsOpen: true,
  failures: {},
  inferredFailures: ['message-key-expired', 'auth-key-expired'],
});

type Optional<T> = { readonly [K in keyof T]: Omit<T[K], 'requirement'> & { readonly requirement: 'optional' } };

/** An update requires only the id, so every other field is optional. */
const changes = () =>
  Object.fromEntries(
    Object.entries<FieldSchema>(customerFields).map(([name, field]) => [name, { ...field, requirement: 'optional' }]),
  ) as Optional<typeof customerFields>;

const request = () =>
  ({
    type: 'object',
    title: 'Update Customer',
    description:
      'The ID of a customer and the fields to change. Send only what changes: it is undocumented whether a blank value clears a field or is ignored.',
    required: ['kapture_customer_id'],
    properties: {
      kapture_customer_id: {
        type: ['string', 'integer'],
        documentedType: 'integer',
        requirement: 'enforced',
        description: 'ID of the customer to change, as returned by Add, Get and Pull.',
        pattern: '^\\s*[0-9]+\\s*$',
        patternErrorMessage: 'A Kapture customer ID is a number.',
      },
      ...changes(),
    },
  }) as const satisfies ObjectSchema;

export const updateCustomer = defineOperation({
  id: 'update',
  module: 'customer',
  title: 'Update Customer',
  icon: 'edit',
  method: 'POST',
  path: '/add-update-customer-from-other-source.html',
  pathCertainty: 'inferred',
  otherPaths: ['/add-update-enquiry', '/add-update-enquiry-from-other-source.html'],
  shape: 'object',
  writes: true,
  act: 'update',
  request,
  sample: { customer_name: 'Qweraa', phone: '', email_id: '', kapture_customer_id: '65033646' },
  minimal: ['kapture_customer_id'],
  draft: { kapture_customer_id: '' },
  draftIsOpen: true,
  requested: { field: 'kapture_customer_id' },
  subject: { fields: ['kapture_customer_id', 'customer_code'], newName: 'customer_name' },
  recognition: {
    path: /add-update/i,
    // A body of identifiers alone is a Get.
    fits: (fields) => hasId(fields) && Object.keys(fields).some((name) => !(name in getSample)),
    // A write with the ID of a customer, such as one that changes only the phone or the email, is probably an update.
    resembles: hasId,
  },
  formats: contactFormats,
  brokenRule: (fields) => malformed(contactFormats, fields).map(({ reason }) => ({ reason }))[0],
  failures: {},
  inferredFailures: ['invalid-email', 'invalid-phone', 'phone-taken', 'email-taken', 'both-taken'],
  dialects: () => ({ nested: nestedUpdate, array: arrayUpdate, 'object-2016': object2016Update }),
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Update Customer',
      description: 'The response to an Update Customer request.',
      properties: { Enquiry: enquiry(), message, status },
    }),
    resultKey: 'Enquiry',
    ids: enquiryIds,
  },
});
