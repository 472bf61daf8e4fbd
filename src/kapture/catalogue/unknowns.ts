import type { Dialect } from './dialect.ts';
import type { OperationId } from './registry.ts';

const blanks = 'Whether a blank value clears the field or is ignored.';
const blanksInSample = `${blanks} The published sample sends two, and its response repeats them.`;
const unknownId = 'How Kapture responds if no customer has the ID.';
const nestedResponse =
  'The fields of the response. It is only published that a success has the status `success` and the ID of the customer.';
const recognition =
  'Which fields the server uses to recognize an existing customer. A public client sends its own ID in `customer_code` and `customer_id` each time.';
const rejections =
  'Which messages it has when it rejects a body. The documentation lists labels, such as `ReqFieldMissing`, without a sample.';
const mandatory =
  'Whether the server rejects a body without a name, a phone number or an email address. The documentation of about 2020 calls all three mandatory.';
const updateResponse = 'The response to an update. Only that to an Add is published.';

/**
 * What no source says about an operation in a dialect, for the manual. The definition of the operation does not contain
 * it, because the extension does not need it.
 */
export const unknowns: Readonly<Partial<Record<OperationId, Readonly<Partial<Record<Dialect, readonly string[]>>>>>> = {
  add: {
    flat: ['Which of its possible paths a tenant has.'],
    nested: [nestedResponse, 'What `update`, `matchEmailPhone` and `action` mean, and which values `action` has.'],
    array: [recognition, mandatory, rejections],
    'object-2016': [
      recognition,
      mandatory,
      'When it says `Message Key Expired`, and when `Auth Key Expired`.',
      'How to find out the ID of the new customer. The published response has none.',
    ],
  },
  get: {
    flat: [
      'How it responds if several customers match. The extension reads an array or a single customer.',
      'Whether newer tenants find a customer by `customer_id`. The reference of 2024 does not have this field.',
    ],
  },
  update: {
    flat: ['Which of its possible paths a tenant has.', blanksInSample, unknownId],
    nested: [nestedResponse, blanks, unknownId],
    array: [recognition, updateResponse, blanks],
    'object-2016': [recognition, updateResponse, blanks],
  },
  pull: {
    flat: ['Which tenants limit the range or the number of records. The documentation of this body mentions neither.'],
    nested: [
      'The response. The extension expects the same one as in the flat dialect.',
      'Whether the last day of the range is included.',
      'What `designationType` means, and which search criteria `isAllCustomerPage` selects.',
    ],
  },
  'add-ticket': {
    flat: [
      'Which of the email address, the phone number and the ID finds the customer, and whether the ID is that of Kapture.',
      'Which groups a tenant has. Groups of any name are accepted, as an object or as an array of one object.',
      'The complete response. Only the start of the published ticket could be read.',
    ],
    array: ['Which HTTP status its failures have.'],
  },
  'update-ticket': {
    flat: [
      'Which sub-statuses a tenant has, and which of them close a ticket.',
      'Whether a blank value clears a field or is ignored. The published sample has only blanks.',
    ],
  },
  'pull-tickets': {
    flat: [
      'What `totalCount` means, and whether more tickets follow the last one. It is `null` in the sample.',
      'Its failures. The page repeats those of Get Ticket; the one about the start date is from the page of about 2020.',
    ],
  },
  'customer-tickets': {
    flat: [
      'Whether Kapture supports it: only a public client sends it.',
      'Which letters `status` accepts, and whether it can be omitted.',
    ],
  },
  'push-enquiry': {
    flat: [
      'When an enquiry is a duplicate: a published success says so as well as a published failure.',
      'Which values `action` has.',
      'What a body with the ID of an enquiry does. It is only published that it needs no contact details.',
    ],
  },
  'push-order': {
    flat: [
      'When Kapture cannot create an order. Only the text of the failure is published.',
      'What a body with the ID of an order does. The field is blank in the published sample.',
    ],
  },
  'add-order': {
    flat: [
      'The keys of `order_info` and `product_details`. The extension expects those of the page of about 2020.',
      'The response. It is only published that a success has the IDs of the customer and of the order.',
    ],
  },
  'update-order': { flat: ['Where the ID of the order is in the body. The extension expects it in `order_info`.'] },
  'pull-orders': {
    flat: [
      'The response. The sandbox returns orders with the names of requests.',
      'Which of the filters are required. The page names a longer list than its sample has.',
    ],
  },
  'push-product': { flat: ['Whether a second push of a product updates it, and the path that pulls products.'] },
  'get-faq': { flat: ['Which operation lists the categories, and the keys of an entry after `detail`.'] },
  'get-ticket': {
    flat: [
      'Which values `conversation_type` has other than `notes` and, according to a response, `chat`, and `history_type` other than `all`.',
      'The meaning of the fields that the documentation lists without an explanation.',
      'The complete response. Only the start of the published sample could be read. The other fields are those that public clients read.',
    ],
  },
};
