import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { pulledOrder } from '../../modules/orders.ts';
import { inferred, jsonResponse, undocumented } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';

/** The orders of customers, or with IDs. The response is the sandbox's own: that of Kapture is unpublished. */
export const pullOrders: Handler = (store, request) => {
  const { fields, instant } = request;
  if (!fieldText(fields, 'cmId')) return undocumented(request, 'cmId is required.');
  const idsIn = (name: string): string[] =>
    fieldText(fields, name)
      .split(',')
      .map((id) => id.trim())
      .filter(Boolean);
  const { orders } = store.modules;
  const customers = idsIn('customerIds').flatMap((id) => store.find('id', id));
  const named = idsIn('orderIds').map((id) => orders.find(id));
  const now = momentIn(defaultTimeZone, instant);
  const found = [...customers.flatMap((customer) => orders.ofCustomer(customer)), ...named]
    .filter((order) => order !== undefined)
    .filter(({ createdAt }) => createdAt <= now);
  return inferred(request, () => jsonResponse(200, { message: found.map(pulledOrder), status: 'success' }));
};
