import type { Fields } from '../../kapture/catalogue/fieldText.ts';
import { addSeconds } from '../../kapture/dates/calendar.ts';
import type { StoredCustomer } from '../storedCustomer.ts';
import type { Linked, LinkedKind } from './linkedRecords.ts';

/** An order as the sandbox stores it. */
export interface StoredOrder extends Linked {
  /** ID of the enquiry that it was made under. */
  readonly enquiryId: string;
  /** Its fields, by the names of the page of about 2020. */
  readonly fields: Fields;
  readonly products: readonly Fields[];
}

const products = [
  { sku_id: 'SKU-11', product_name: 'Fountain pen', rate: '450' },
  { sku_id: 'SKU-12', product_name: 'Notebook', rate: '180' },
  { sku_id: 'SKU-13', product_name: 'Desk lamp', rate: '1250' },
  { sku_id: 'SKU-14', product_name: 'Office chair', rate: '7900' },
] as const;

const idPattern = /^4(\d{9})(\d)$/;

/** Every fourth generated customer has an order. Published customers have none. */
export const orderKind: LinkedKind<StoredOrder> = {
  seed: [],
  generate: (customer) => (customer.id % 4 ? [] : [orderOf(customer)]),
  ownerOf: (id) => {
    const [, customerId] = idPattern.exec(id) ?? [];
    return customerId === undefined ? undefined : Number(customerId);
  },
};

function orderOf(customer: StoredCustomer): StoredOrder {
  const product = products[(customer.id >> 2) % products.length]!;
  const quantity = 1 + (customer.id % 3);
  return {
    id: `4${String(customer.id).padStart(9, '0')}0`,
    customerId: customer.id,
    createdAt: addSeconds(customer.createdAt, 5400),
    enquiryId: `11${customer.id}`,
    fields: {
      order_status: customer.id % 8 ? 'Delivered' : 'Open',
      payment_mode: 'cash',
      grand_total: String(Number(product.rate) * quantity),
    },
    products: [{ ...product, quantity: String(quantity), discount: '' }],
  };
}

/** The order in the response to a pull. No source shows it: its names are those of requests. */
export function pulledOrder({ id, customerId, createdAt, enquiryId, fields, products: lines }: StoredOrder): object {
  return {
    ...fields,
    order_id: id,
    enquiry_id: enquiryId,
    kapture_customer_id: String(customerId),
    create_date: createdAt.slice(0, 16),
    product_details: lines,
  };
}
