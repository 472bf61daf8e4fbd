import { fieldText, type Fields } from '../catalogue/fieldText.ts';
import { readDateOrDigits } from '../dates/calendar.ts';
import { readLoose } from '../json/looseJson.ts';

/** A message of a ticket's chat, with the texts as the server sent them. */
export interface ChatMessage {
  readonly sender: string;
  readonly receiver: string;
  readonly sent: string;
  /** Wall time in the time zone of the tenant; undefined if the date cannot be read. */
  readonly moment: string | undefined;
  readonly text: string;
}

/** The conversations of a response to Get Ticket. Undefined: it does not have them, because they were not requested. */
export interface Conversation {
  /** Oldest first. In the order of the response if the date of a message cannot be read. */
  readonly chat?: readonly ChatMessage[];
  /** In the order of the response, because notes have no date. */
  readonly notes?: readonly string[];
}

/** The ticket in a response to Get Ticket; undefined unless it has exactly one. */
export function onlyTicket(text: string): Fields | undefined {
  const { value } = readLoose(text);
  const [ticket, ...others] = Array.isArray(value) ? (value as unknown[]) : [];
  return others.length ? undefined : objectIn(ticket);
}

/** The details of a ticket, such as its ID and its title. */
export function detailsOf(ticket: Fields): Fields {
  return objectIn(ticket['task_details']) ?? {};
}

/** The conversations of a ticket, with the keys that public clients read. */
export function conversationOf(ticket: Fields, timeZone: string): Conversation {
  const { chat, notes } = objectIn(ticket['conversation_type']) ?? {};
  return {
    ...(Array.isArray(chat) && { chat: oldestFirst(objectsIn(chat).map((message) => chatMessage(message, timeZone))) }),
    ...(Array.isArray(notes) && { notes: objectsIn(notes).map((note) => fieldText(note, 'detail')) }),
  };
}

function chatMessage(message: Fields, timeZone: string): ChatMessage {
  const sent = fieldText(message, 'sentDate');
  return {
    sender: fieldText(message, 'sender_name'),
    receiver: fieldText(message, 'receiver_name'),
    sent,
    moment: readDateOrDigits(sent, timeZone),
    text: messageText(message['chat_message']),
  };
}

/** The text of a message, or its files with one line each. */
function messageText(message: unknown): string {
  if (!Array.isArray(message)) return fieldText({ message }, 'message');
  return objectsIn(message)
    .map((file) => ['message', 'url', 'mime'].map((name) => fieldText(file, name)).filter(Boolean))
    .map((texts) => texts.join(' '))
    .join('\n');
}

function oldestFirst(messages: readonly ChatMessage[]): readonly ChatMessage[] {
  if (messages.some(({ moment }) => moment === undefined)) return messages;
  return messages.toSorted((one, other) => (one.moment! < other.moment! ? -1 : Number(one.moment! > other.moment!)));
}

function objectsIn(list: readonly unknown[]): readonly Fields[] {
  return list.map(objectIn).filter((one) => one !== undefined);
}

function objectIn(value: unknown): Fields | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}
