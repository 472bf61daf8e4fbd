import { customerNameOf } from '../../../kapture/catalogue/order/nestedOrder.ts';
import { inferred, jsonResponse, undocumented } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';
import { addedOrder, objectsIn, statedIn } from './writeOrder.ts';

/** Adds an order. Kapture promises the IDs of the customer and the order, but their keys are unpublished. */
export const addOrder: Handler = (store, request) => {
  const { body, instant } = request;
  if (!customerNameOf(body)) return undocumented(request, 'customer_name is required.');
  return inferred(request, () => {
    const { order, customer } = addedOrder(store, statedIn(body['customer_info']), {
      fields: statedIn(body['order_info']),
      products: objectsIn(body['product_details']),
      instant,
    });
    return jsonResponse(200, { customer_id: String(customer.id), order_id: order.id, status: 'success' });
  });
};
