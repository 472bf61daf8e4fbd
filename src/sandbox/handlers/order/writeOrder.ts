import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import type { StoredOrder } from '../../modules/orders.ts';
import type { Store } from '../../store.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';
import { addedCustomer, customerOfWrite } from '../customer/customerOfWrite.ts';

/** A new order under a new enquiry, and its customer unless one has the ID, the phone number or the email address. */
export function addedOrder(
  store: Store,
  customerFields: Fields,
  { fields, products, instant }: Pick<StoredOrder, 'fields' | 'products'> & { readonly instant: number },
): { readonly order: StoredOrder; readonly customer: StoredCustomer } {
  const { modules } = store;
  const customer = customerOfWrite(store, customerFields) ?? addedCustomer(store, customerFields, instant);
  const createdAt = momentIn(defaultTimeZone, instant);
  const linked = { customerId: customer.id, createdAt };
  const enquiryId = String(11_700_000 + modules.next());
  modules.enquiries.put({ ...linked, id: enquiryId, campaign: '' });
  // Generated orders have eleven digits.
  const order: StoredOrder = { ...linked, id: String(4_300_000 + modules.next()), enquiryId, fields, products };
  modules.orders.put(order);
  return { order, customer };
}

/** The objects in the list of a body. */
export function objectsIn(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((one): one is Fields => typeof one === 'object' && one !== null) : [];
}

/** The fields of a block of a body that have a value. */
export function statedIn(block: unknown): Fields {
  if (typeof block !== 'object' || block === null) return {};
  return Object.fromEntries(Object.entries(block).filter(([, value]) => value !== '' && value !== null));
}
