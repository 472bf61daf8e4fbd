import { defineOperation } from '../operation.ts';
import { malformed } from '../fieldFormats.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';
import { arrayUpdate } from './array/update.ts';
import { nestedUpdate } from './nested/update.ts';
import { object2016Update } from './object2016/update.ts';
import { contactFormats } from './contactFormats.ts';
import { customerFields } from './customerFields.ts';
import { enquiry, message, status } from './enquiry.ts';
import { enquiryIds } from './enquiryIds.ts';
import { getSample } from './getSample.ts';
import { hasId } from './hasId.ts';

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
    // As a write, it changes a phone or an email address.
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
