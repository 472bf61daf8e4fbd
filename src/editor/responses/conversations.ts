import * as vscode from 'vscode';
import { fieldText, type Fields } from '../../kapture/catalogue/fieldText.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { formatLoose } from '../../kapture/json/formatLoose.ts';
import { elementSpans, propertySpans } from '../../kapture/json/spans.ts';
import {
  type ChatMessage,
  type Conversation,
  conversationOf,
  detailsOf,
  onlyTicket,
} from '../../kapture/responses/conversation.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { momentText } from '../shared/texts/localTexts.ts';
import { oneLine, plainLines } from '../shared/texts/plainText.ts';

/** The ticket in a response to Get Ticket; undefined unless it has exactly one. */
export function ticketOf({ operation, response }: Exchange): Fields | undefined {
  return operation === 'get-ticket' && typeof response.text === 'string' ? onlyTicket(response.text) : undefined;
}

/**
 * The conversations of a ticket as plain text. Those that the response does not have are read, one read for each,
 * because no known request returns both.
 */
export async function conversationText(exchange: Exchange, ticket: Fields, sender: Sender): Promise<string> {
  const { timeZone } = exchange;
  const details = detailsOf(ticket);
  const known = conversationOf(ticket, timeZone);
  const section = async <Kind extends keyof Conversation>(
    kind: Kind,
    title: string,
    textOf: (conversation: Conversation[Kind] & object) => readonly string[],
  ): Promise<string> => {
    const found = known[kind] ?? (await readConversation(exchange, fieldText(details, 'ticketId'), kind, sender));
    const texts = typeof found === 'string' ? [found] : textOf(found);
    return [title, ...(texts.length ? texts : [vscode.l10n.t('None')])].join('\n\n');
  };
  const facts = ['ticketId', 'title', 'status', 'substatus', 'assignedToName'].map((name) => fieldText(details, name));
  const sections = [
    facts
      .filter(Boolean)
      .map((fact) => oneLine(fact))
      .join(' · '),
    vscode.l10n.t('Times in {0}', timeZone),
    await section('chat', vscode.l10n.t('Chat'), (messages) => messages.map(messageText)),
    await section('notes', vscode.l10n.t('Notes'), (notes) => notes.map(indented)),
    historyText(String(exchange.response.text)),
  ];
  return `${sections.filter(Boolean).join('\n\n')}\n`;
}

/** Reads one kind of conversation of a ticket. Returns a sentence if that failed. */
async function readConversation<Kind extends keyof Conversation>(
  { tenant, connection, timeZone }: Exchange,
  id: string,
  kind: Kind,
  sender: Sender,
): Promise<(Conversation[Kind] & object) | string> {
  let problem: string | undefined;
  const body = JSON.stringify({ ticket_ids: id, conversation_type: kind });
  const exchange = await sender.send('get-ticket', body, {
    purpose: { kind: 'internal' },
    tenant,
    connection,
    onProblem: (sentence) => (problem = sentence),
  });
  const ticket = exchange && ticketOf(exchange);
  const found = ticket && conversationOf(ticket, timeZone)[kind];
  return found ?? problem ?? vscode.l10n.t('Nothing was received.');
}

function messageText({ sender, receiver, sent, moment, text }: ChatMessage): string {
  const people = [sender, receiver].map((name) => oneLine(name) || '?').join(' → ');
  const when = moment === undefined ? oneLine(sent) : momentText(moment);
  return `${[people, when].filter(Boolean).join(' · ')}\n${indented(text)}`;
}

/** A text of the server, indented so that it cannot be mistaken for the line with the names. */
function indented(text: string): string {
  return plainLines(text).replace(/^/gm, '  ');
}

/** The history of a ticket as JSON, because no source describes it; empty if there is none. */
function historyText(response: string): string {
  const [ticket] = elementSpans(response, 0);
  const history = ticket && propertySpans(response, ticket.start).findLast(({ key }) => key === 'history')?.value;
  const text = history ? response.slice(history.start, history.end) : '';
  return /^[[{]\s*[^\s\]}]/.test(text) ? `${vscode.l10n.t('History')}\n\n${indented(formatLoose(text))}` : '';
}
