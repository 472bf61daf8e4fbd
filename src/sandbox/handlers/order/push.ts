import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { orderFields } from '../../../kapture/catalogue/order/push.ts';
import { jsonResponse, undocumented } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';
import { addedOrder, objectsIn, statedIn } from './writeOrder.ts';

/** Adds an order. Each ID is in the response twice, as in the published one. */
export const pushOrder: Handler = (store, request) => {
  const { body, fields, instant } = request;
  if (fieldText(fields, 'order_id'))
    return undocumented(request, 'an order with an ID is not added. (What Kapture does with it is undocumented.)');
  const stated = Object.entries(statedIn(body)).filter(([name]) => name in orderFields);
  const { order, customer } = addedOrder(store, body, {
    fields: Object.fromEntries(stated),
    products: objectsIn(body['product_details']),
    instant,
  });
  const customerId = String(customer.id);
  return jsonResponse(200, [
    {
      'Enquiry Id': order.enquiryId,
      'Order Id': order.id,
      kapture_customer_id: customerId,
      message: 'Order Added Successfully',
      order_id: order.id,
      enquiry_id: order.enquiryId,
      'Kapture Customer Id': customerId,
      status: 'success',
    },
  ]);
};
