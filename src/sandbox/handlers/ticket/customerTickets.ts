import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';
import { ticketList } from './pull.ts';

/** The tickets of the customer with a code. No Kapture page describes it; a public client reads a text as none. */
export const pullCustomerTickets: Handler = (store, request) => {
  const { fields, instant } = request;
  const customers = store.find('code', fieldText(fields, 'customer_code'));
  const status = fieldText(fields, 'status').toUpperCase();
  const now = momentIn(defaultTimeZone, instant);
  const tickets = customers
    .flatMap((customer) => store.modules.tickets.ofCustomer(customer))
    .filter((ticket) => (!status || ticket.status === status) && ticket.createdAt <= now);
  return tickets.length
    ? ticketList(request, tickets)
    : inferred(request, () => jsonResponse(200, { message: 'No tickets.', status: 'success' }));
};
