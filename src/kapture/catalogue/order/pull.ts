import { defineOperation } from '../operation.ts';
import type { FieldSchema, ObjectSchema } from '../vocabulary.ts';

const filter = (description: string) =>
  ({ type: ['string', 'integer'], requirement: 'optional', description }) as const satisfies FieldSchema;

const undescribed = filter("Kapture's reference shows this field without explaining it.");

const attributes = Object.fromEntries(
  Array.from({ length: 15 }, (_, index) => [`attr${index + 1}`, filter(`Custom field ${index + 1}.`)]),
);

const request = () =>
  ({
    type: 'object',
    title: 'Pull Orders',
    description: 'A search for orders. Filters may be blank, as in the published sample.',
    properties: {
      cmId: {
        type: ['integer', 'string'],
        documentedType: 'Number',
        requirement: 'documented',
        description: 'ID of the tenant, the `cmId` of its customers.',
      },
      name: filter('Name of the customer.'),
      phone: filter('Phone number of the customer.'),
      email: filter('Email address of the customer.'),
      customerIds: {
        ...filter('IDs of customers. The table calls this field `customer_Ids`.'),
        requirement: 'documented',
      },
      leadIdStr: undescribed,
      enquiryIds: filter('IDs of enquiries.'),
      clientReferenceIds: undescribed,
      ...attributes,
      viewId: undescribed,
      orderIds: filter('IDs of orders.'),
      erpOrderId: filter('ID of the order in another system.'),
      createStartDate: filter('Start of the range of the creation date.'),
      createEndDate: filter('End of the range of the creation date.'),
      bookingStatus: undescribed,
      bookingSubStatus: undescribed,
      bookingStartDate: undescribed,
      bookingEndDate: undescribed,
      creatorIdStr: filter('IDs of the agents who created it.'),
      assignIdStr: filter('IDs of the agents that it is assigned to.'),
      zoneIdStr: filter('IDs of zones.'),
      blockId: undescribed,
      unitId: undescribed,
    },
  }) satisfies ObjectSchema;

const blankAttributes = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`attr${index + 1}`, '']));

export const pullOrders = defineOperation({
  id: 'pull-orders',
  module: 'order',
  title: 'Pull Orders',
  icon: 'cloud-download',
  method: 'POST',
  path: '/ms/customer-search/order-search/api/v1/pull-internal',
  pathCertainty: 'documented',
  shape: 'object',
  writes: false,
  request,
  sample: {
    cmId: 1000298,
    name: '',
    phone: '',
    email: '',
    customerIds: '191696570',
    leadIdStr: '',
    enquiryIds: '',
    clientReferenceIds: '',
    ...blankAttributes,
    viewId: '2',
    orderIds: '',
    erpOrderId: '',
    createStartDate: '',
    createEndDate: '',
    bookingStatus: '',
    bookingSubStatus: '',
    bookingStartDate: '',
    bookingEndDate: '',
    creatorIdStr: '',
    assignIdStr: '',
    zoneIdStr: '',
    blockId: '',
    unitId: '',
  },
  minimal: ['cmId', 'customerIds'],
  draft: { cmId: '', customerIds: '' },
  tenantField: 'cmId',
  subject: { fields: ['customerIds', 'orderIds'] },
  recognition: { path: /order-search/i, fits: (fields) => 'customerIds' in fields && 'cmId' in fields },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  response: {
    schema: () => ({
      type: 'object',
      title: 'Response to Pull Orders',
      description: 'The response to a Pull Orders request. Only its status is published.',
      properties: {
        message: { type: ['array', 'string'], description: 'The orders. The name of this key is inferred.' },
        status: { type: 'string', description: '`success` or `failed`.' },
      },
    }),
    sample: '{"status": "success"}',
    resultKey: 'message',
  },
});
