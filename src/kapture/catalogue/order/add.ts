import { defineOperation } from '../operation.ts';
import { hasOrder, orderIdOf, orderPath, orderResponse, orderSample, orderSchema } from './nestedOrder.ts';

export const addOrder = defineOperation({
  id: 'add-order',
  module: 'order',
  title: 'Add Order',
  icon: 'add',
  method: 'POST',
  path: orderPath,
  pathCertainty: 'solid',
  shape: 'object',
  writes: true,
  request: () => orderSchema('Add Order', 'A new order, its enquiry and its customer.', false),
  sample: orderSample({}),
  minimal: ['customer_name'],
  draft: { customer_name: '' },
  draftIsOpen: true,
  fieldMap: { paths: { customer_name: ['customer_info', 'customer_name'], phone: ['customer_info', 'phone'] } },
  subject: { fields: ['customer_name', 'phone'] },
  recognition: {
    path: /\/order\/.*add-update/i,
    fits: (fields) => ('customer_info' in fields || hasOrder(fields)) && !orderIdOf(fields),
    // A body without the block of the order is that of a customer.
    needsPath: true,
  },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  response: {
    schema: orderResponse('Add Order'),
    sample: '{"status": "success"}',
    generated: ['order_id', 'customer_id'],
    resultKey: 'order_id',
  },
});
