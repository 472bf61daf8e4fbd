import { addCustomer } from './customer/add.ts';
import { getCustomer } from './customer/get.ts';
import { pullCustomers } from './customer/pull.ts';
import { updateCustomer } from './customer/update.ts';
import { pushEnquiry } from './enquiry/push.ts';
import { getFaq } from './faq/get.ts';
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
import type { ListModule, Operation } from './operation.ts';

/** Every operation, in the order of menus and tables. */
const all = [
  addCustomer,
  getCustomer,
  updateCustomer,
  pullCustomers,
  addTicket,
  getTicket,
  updateTicket,
  pullTickets,
  pullCustomerTickets,
  pushEnquiry,
  pushOrder,
  addOrder,
  updateOrder,
  pullOrders,
  pushProduct,
  getFaq,
] as const;

export type Definition = (typeof all)[number];
export type OperationId = Definition['id'];

export const operations = Object.fromEntries(all.map((operation) => [operation.id, operation])) as unknown as Readonly<
  Record<OperationId, Operation>
>;

export const operationIds: readonly OperationId[] = all.map(({ id }) => id);

/** What a request file contains: the request of an operation, or a list of named `requests`. */
export type RequestFileKind = OperationId | 'requests';

/** The end of a request file's name: `anything.kapture-add.json`. */
export function requestSuffix(kind: RequestFileKind): string {
  return `.kapture-${kind}.json`;
}

/** The operation of a request file, by its path or name. */
export function operationOfFile(path: string): OperationId | undefined {
  return operationIds.find((id) => path.endsWith(requestSuffix(id)));
}

/** What a request file contains, by its path or name. Undefined for any other file. */
export function kindOfFile(path: string): RequestFileKind | undefined {
  return hasNamedRequests(path) ? 'requests' : operationOfFile(path);
}

export function hasNamedRequests(path: string): boolean {
  return path.endsWith(requestSuffix('requests'));
}

/** The operation of a schema, by the URL or path of its file. */
export function operationOfSchema(url: string): OperationId | undefined {
  return operationIds.find((id) => url.endsWith(`/${id}.schema.json`));
}

/** The operation that lists the records of a date range, by module. */
export const listOperations = {
  customer: 'pull',
  ticket: 'pull-tickets',
} as const satisfies Record<ListModule, OperationId>;

export type ListOperation = (typeof listOperations)[ListModule];

/** Whether the response of an operation is a list of records. It can be long, so it is read while it arrives. */
export function isListOperation(id: OperationId): boolean {
  return operations[id].response.records?.form === 'list';
}
