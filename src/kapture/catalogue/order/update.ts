import { defineOperation } from '../operation.ts';
import { hasOrder, orderIdOf, orderPath, orderResponse, orderSample, orderSchema } from './nestedOrder.ts';

export const updateOrder = defineOperation({
  id: 'update-order',
  module: 'order',
  title: 'Update Order',
  icon: 'edit-session',
  method: 'POST',
  path: orderPath,
  pathCertainty: 'solid',
  shape: 'object',
  writes: true,
  request: () => orderSchema('Update Order', 'The ID of an order and what to change.', true),
  sample: orderSample({ order_id: '4236966' }),
  minimal: ['order_id'],
  draft: { order_id: '' },
  draftIsOpen: true,
  fieldMap: { paths: { order_id: ['order_info', 'order_id'], customer_name: ['customer_info', 'customer_name'] } },
  subject: { fields: ['order_id', 'customer_name'] },
  recognition: { path: /\/order\/.*add-update/i, fits: (fields) => hasOrder(fields) && orderIdOf(fields) !== '' },
  formats: {},
  brokenRule: () => undefined,
  failures: {},
  response: { schema: orderResponse('Update Order'), sample: '{"status": "success"}', resultKey: 'order_id' },
});
