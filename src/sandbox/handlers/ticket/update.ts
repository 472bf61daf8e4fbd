import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { statusNames, statusOfSubStatus, type TicketStatus, writtenTicket } from '../../modules/tickets.ts';
import { failed, jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';
import { groupsIn } from './groups.ts';

/** Updates a ticket. A blank value changes nothing; what it does in Kapture is undocumented. */
export const updateTicket: Handler = ({ modules }, request) => {
  const { fields, form, body, instant } = request;
  const ticket = modules.tickets.find(fieldText(fields, 'ticket_id'));
  if (!ticket) return failed(request, 'ticket-id-missing');
  const sent = (name: string, before: string): string => fieldText(fields, name) || before;
  const moment = momentIn(defaultTimeZone, instant);
  const subStatus = sent('sub_status', ticket.subStatus);
  const stated = fieldText(fields, 'sub_status');
  const status = statusNamed(fieldText(fields, 'status')) ?? (stated ? statusOfSubStatus(stated) : ticket.status);
  const comment = fieldText(fields, 'comment');
  const updated = {
    ...ticket,
    subStatus,
    status,
    queue: sent('queue', ticket.queue),
    disposition: sent('disposition', ticket.disposition),
    nextFollowUp: sent('callback_time', ticket.nextFollowUp),
    notes: comment ? [...ticket.notes, comment] : ticket.notes,
    groups: { ...ticket.groups, ...groupsIn(form, body) },
    modifiedAt: moment,
    closedAt: status === 'C' ? ticket.closedAt || moment : '',
  };
  modules.tickets.put(updated);
  return jsonResponse(200, {
    ticket: writtenTicket(updated, instant),
    message: 'Ticket updated successfully.',
    status: 'success',
  });
};

/** The status with a letter or a word; undefined if there is none. */
function statusNamed(text: string): TicketStatus | undefined {
  const entries = Object.entries(statusNames) as [TicketStatus, string][];
  return entries.find(([letter, word]) => [letter, word].some((one) => one.toLowerCase() === text.toLowerCase()))?.[0];
}
