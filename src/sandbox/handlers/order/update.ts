import { orderIdOf } from '../../../kapture/catalogue/order/nestedOrder.ts';
import { inferred, jsonResponse, undocumented } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';
import { objectsIn, statedIn } from './writeOrder.ts';

/** Changes the stated fields of an order. A list of products replaces the earlier one, unless it is empty. */
export const updateOrder: Handler = ({ modules }, request) => {
  const { body } = request;
  const id = orderIdOf(body);
  const order = modules.orders.find(id) ?? (id === sampleId ? sampleOrder : undefined);
  if (!order) return undocumented(request, `there is no order ${id}.`);
  return inferred(request, () => {
    const products = objectsIn(body['product_details']);
    modules.orders.put({
      ...order,
      fields: { ...order.fields, ...statedIn(body['order_info']) },
      products: products.length ? products : order.products,
    });
    return jsonResponse(200, { customer_id: String(order.customerId), order_id: id, status: 'success' });
  });
};

/** The order in the published response to a push, which the sample of an update changes. */
const sampleId = '4236966';
const sampleOrder = {
  id: sampleId,
  customerId: 0,
  createdAt: '2020-07-07 12:00:00',
  enquiryId: '11756843',
  fields: {},
  products: [],
};
