import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { operations } from '../../../kapture/catalogue/registry.ts';
import { inferred, jsonResponse } from '../../sandboxResponse.ts';
import type { Handler } from '../handler.ts';

interface Ticket {
  readonly task_details: { readonly ticketId: string };
}

const tickets = JSON.parse(operations['get-ticket'].response.sample ?? '[]') as Ticket[];

/** Conversations as public clients read them. A chat message is a text, or files. */
const conversations: ReadonlyMap<string, readonly object[]> = new Map([
  ['notes', [{ detail: 'called, no answer' }]],
  [
    'chat',
    [
      { chat_message: 'hello', sender_name: 'Asha', receiver_name: 'agent 1', sentDate: '2024-04-19 14:19:11' },
      {
        chat_message: [{ url: 'https://example.com/a.png', mime: 'image/png', message: null }],
        sender_name: 'Asha',
        receiver_name: 'agent 1',
        sentDate: '2024-04-19 14:20:02',
      },
    ],
  ],
]);

/**
 * Returns the published ticket. Kapture's response to an unknown ID is undocumented; here it omits the ticket. The
 * conversations, also unpublished, are those that public clients read.
 */
export const getTicket: Handler = (_store, request) => {
  const ids = fieldText(request.fields, 'ticket_ids')
    .split(',')
    .map((id) => id.trim());
  const found = tickets.filter(({ task_details: { ticketId } }) => ids.includes(ticketId));
  const type = fieldText(request.fields, 'conversation_type');
  if (!type && found.length === ids.length) return jsonResponse(200, found);
  const wanted = conversations.get(type);
  return inferred(request, () =>
    jsonResponse(
      200,
      found.map((ticket) => ({ ...ticket, ...(wanted && { conversation_type: { [type]: wanted } }) })),
    ),
  );
};
