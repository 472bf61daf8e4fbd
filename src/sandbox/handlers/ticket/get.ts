import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { operations } from '../../../kapture/catalogue/registry.ts';
import { jsonResponse, type SandboxResponse } from '../../sandboxResponse.ts';
import { inferred } from '../../unpublished.ts';
import type { Handler } from '../handler.ts';

interface Ticket {
  readonly task_details: { readonly ticketId: string };
}

const tickets = JSON.parse(operations['get-ticket'].response.sample ?? '[]') as Ticket[];

/** Returns the published ticket. Kapture's response to an unknown id is undocumented; here the list is empty. */
export const getTicket: Handler = (_store, request) => {
  const ids = fieldText(request.fields, 'ticket_ids')
    .split(',')
    .map((id) => id.trim());
  const found = tickets.filter(({ task_details: { ticketId } }) => ids.includes(ticketId));
  const respond = (): SandboxResponse => jsonResponse(200, found);
  return found.length === ids.length ? respond() : inferred(request, respond);
};
