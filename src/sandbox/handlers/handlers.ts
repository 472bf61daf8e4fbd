import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { add } from './customer/add.ts';
import { get } from './customer/get.ts';
import { pull } from './customer/pull.ts';
import { update } from './customer/update.ts';
import { pushEnquiry } from './enquiry/push.ts';
import { getFaq } from './faq/get.ts';
import type { Handler } from './handler.ts';
import { addOrder } from './order/add.ts';
import { pullOrders } from './order/pull.ts';
import { pushOrder } from './order/push.ts';
import { updateOrder } from './order/update.ts';
import { pushProduct } from './product/push.ts';
import { addTicket } from './ticket/add.ts';
import { pullCustomerTickets } from './ticket/customerTickets.ts';
import { getTicket } from './ticket/get.ts';
import { pullTickets } from './ticket/pull.ts';
import { updateTicket } from './ticket/update.ts';

export const handlers: Readonly<Record<OperationId, Handler>> = {
  add,
  get,
  update,
  pull,
  'add-ticket': addTicket,
  'get-ticket': getTicket,
  'update-ticket': updateTicket,
  'pull-tickets': pullTickets,
  'customer-tickets': pullCustomerTickets,
  'push-enquiry': pushEnquiry,
  'push-order': pushOrder,
  'add-order': addOrder,
  'update-order': updateOrder,
  'pull-orders': pullOrders,
  'push-product': pushProduct,
  'get-faq': getFaq,
};
