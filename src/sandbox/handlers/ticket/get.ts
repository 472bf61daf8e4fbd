import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { addSeconds, defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { type StoredTicket, ticketDetails } from '../../modules/tickets.ts';
import { inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';

/** The published ticket, whose response is known without conversations. */
const publishedId = '713516551148';

/** Conversations as public clients read them. A chat message is a text, or files. */
const conversations: Readonly<Record<string, (ticket: StoredTicket) => readonly object[]>> = {
  notes: ({ notes }) => notes.map((detail) => ({ detail })),
  chat: ({ customerName, createdAt }) => [
    {
      chat_message: 'hello',
      sender_name: customerName || 'Asha',
      receiver_name: 'agent 1',
      sentDate: createdAt,
    },
    {
      chat_message: [{ url: 'https://example.com/a.png', mime: 'image/png', message: null }],
      sender_name: customerName || 'Asha',
      receiver_name: 'agent 1',
      sentDate: addSeconds(createdAt, 51),
    },
  ],
};

/**
 * Returns tickets by their IDs. Kapture's response to an unknown ID is undocumented, here the ticket is missing; so are
 * conversations, here those that public clients read.
 */
export const getTicket: Handler = ({ modules }, request) => {
  const ids = fieldText(request.fields, 'ticket_ids')
    .split(',')
    .map((id) => id.trim());
  const now = momentIn(defaultTimeZone, request.instant);
  const found = ids
    .map((id) => modules.tickets.find(id))
    .filter((ticket) => ticket !== undefined)
    .filter(({ createdAt }) => createdAt <= now);
  const type = fieldText(request.fields, 'conversation_type');
  const wanted = Object.hasOwn(conversations, type) ? conversations[type] : undefined;
  const respond = () =>
    jsonResponse(
      200,
      found.map((ticket) => ({
        additional_info: ticket.groups,
        history: {},
        task_details: ticketDetails(ticket),
        ...(wanted && { conversation_type: { [type]: wanted(ticket) } }),
      })),
    );
  const isPublished = !type && found.length === ids.length && ids.every((id) => id === publishedId);
  return isPublished ? respond() : inferred(request, respond);
};
