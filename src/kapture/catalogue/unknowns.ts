import type { Dialect } from './dialect.ts';
import type { OperationId } from './registry.ts';

const blanks = 'Whether a blank value clears the field or is ignored.';
const unknownId = 'How Kapture responds to the ID of no customer.';
const nestedResponse =
  'The fields of the response. It is only published that a success has the status `success` and an ID.';
const recognition =
  'Which fields the server uses to recognize an existing customer. A public client sends its own ID in `customer_code` and `customer_id` each time.';
const rejections = 'Its messages when it rejects a body. Published labels, such as `ReqFieldMissing`, have no sample.';
const updateResponse = 'The response to an update. Only that to an Add is published.';

/**
 * What no source says about an operation in a dialect, for the manual. Not part of its definition, because the
 * extension does not need it.
 */
export const unknowns: Readonly<Partial<Record<OperationId, Readonly<Partial<Record<Dialect, readonly string[]>>>>>> = {
  add: {
    flat: ['Which of its possible paths a tenant has.'],
    nested: [nestedResponse, 'What `update`, `matchEmailPhone` and `action` mean, and which values `action` has.'],
    array: [recognition, rejections],
    'object-2016': [
      recognition,
      'When it says `Message Key Expired`, and when `Auth Key Expired`.',
      'How to learn the ID of the new customer. The published response has none.',
    ],
  },
  get: {
    flat: ['How it responds if several customers match. The extension expects an array, and reads an object too.'],
  },
  update: {
    flat: ['Which of its possible paths a tenant has.', blanks, unknownId],
    nested: [nestedResponse, blanks, unknownId],
    array: [recognition, updateResponse, blanks],
    'object-2016': [recognition, updateResponse, blanks],
  },
  pull: {
    flat: ['Which tenants limit the range or the number of records, even though this body has no pages.'],
    nested: [
      'The response. The extension expects that of the flat dialect.',
      'Whether the last day of the search is included.',
      'What `isAllCustomerPage` and `designationType` mean.',
    ],
  },
  'get-ticket': {
    flat: [
      'Which values `conversation_type` has other than `notes` and `chat`, and `history_type` other than `all`.',
      'The meaning of the fields that the documentation lists without an explanation.',
    ],
  },
};
