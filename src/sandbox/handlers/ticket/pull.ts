import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { addDays, defaultTimeZone, endOf, momentIn, startOf } from '../../../kapture/dates/calendar.ts';
import { pulledTicket, type StoredTicket } from '../../modules/tickets.ts';
import { inferred, listResponse, type SandboxResponse, undocumented } from '../../sandboxResponse.ts';
import type { Handler, OperationRequest } from '../handler.ts';

/** The tickets created in a range of at most two days: the sample has one day, and the documentation 24 hours. */
export const pullTickets: Handler = ({ modules }, request) => {
  const { fields, instant } = request;
  const start = fieldText(fields, 'start_date');
  const end = fieldText(fields, 'end_date') || start;
  if (![start, end].every((day) => /^\d{4}-\d{2}-\d{2}$/.test(day)))
    return undocumented(request, 'start_date and end_date must be YYYY-MM-DD.');
  if (end > addDays(start, 1)) return undocumented(request, 'a range can have at most 24 hours.');
  const now = momentIn(defaultTimeZone, instant);
  const last = endOf(end) < now ? endOf(end) : now;
  return ticketList(request, modules.tickets.between(startOf(start), last));
};

/** The response to a pull of tickets, with the limit and the offset of the request. */
export function ticketList(request: OperationRequest, tickets: Iterable<StoredTicket>): SandboxResponse {
  const { fields } = request;
  const count = (name: string): number | undefined =>
    /^\d{1,9}$/.test(fieldText(fields, name)) ? Number(fieldText(fields, name)) : undefined;
  const offset = count('offset') ?? 0;
  const limit = count('limit') ?? Infinity;
  return inferred(request, () => listResponse(texts(tickets, offset, Math.min(limit, request.pageCap ?? Infinity))));
}

function* texts(tickets: Iterable<StoredTicket>, offset: number, limit: number): Generator<string> {
  let index = 0;
  for (const ticket of tickets) {
    if (index >= offset + limit) return;
    if (index++ >= offset) yield JSON.stringify(pulledTicket(ticket));
  }
}
