const key = 'Basic a2FwZGVtbzprYXAxMjM=';
const apiHeaders = { 'x-api-key': key, 'x-api-type': 'TICKET' };

type Json = Record<string, unknown>;

async function post(
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly answer: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization: key, 'content-type': 'application/json', ...headers },
  });
  return { status: response.status, answer: await response.json() };
}

/** The parser of this client requires these three keys, in this spelling. The client sends each person twice. */
async function mobilityAppCustomer(url: string): Promise<unknown> {
  const person = { customer_id: 'own-1', name: 'Rao Asha', phone: '9000000001', email: '', customer_code: 'own-1' };
  const answers: Json[] = [];
  for (let time = 0; time < 2; time++) {
    const { status, answer } = await post(`${url}/add-update-customer-from-other-source.html`, [person], apiHeaders);
    if (status >= 300) return { refused: status };
    const missing = ['message', 'status', 'Kapture Customer Id'].find(
      (name) => typeof (answer as Json)[name] !== 'string',
    );
    if (missing) return { unreadable: missing };
    answers.push(answer as Json);
  }
  const [first, second] = answers;
  return { status: second!['status'], sameCustomer: first!['Kapture Customer Id'] === second!['Kapture Customer Id'] };
}

interface Chat {
  readonly chat_message: string | readonly { readonly mime: string }[];
  readonly sender_name: string;
  readonly receiver_name: string;
}

async function mobilityAppChat(url: string): Promise<unknown> {
  const body = { ticket_ids: '713516551148', conversation_type: 'chat' };
  const { answer } = await post(`${url}/search-ticket-by-ticket-id.html/v.2.0`, body, apiHeaders);
  const tickets = answer as readonly { readonly conversation_type: { readonly chat: readonly Chat[] } }[];
  const chats = tickets.flatMap(({ conversation_type }) => conversation_type.chat);
  return {
    texts: chats.map(({ chat_message }) => chat_message).filter((message) => typeof message === 'string'),
    files: chats.flatMap(({ chat_message }) =>
      typeof chat_message === 'string' ? [] : chat_message.map(({ mime }) => mime),
    ),
    people: [...new Set(chats.flatMap(({ sender_name, receiver_name }) => [sender_name, receiver_name]))].sort(),
  };
}

interface Ticket {
  readonly task_details: { readonly ticketId: string; readonly date: string };
  readonly additional_info: object;
  readonly conversation_type?: { readonly notes?: readonly { readonly detail: string }[] };
}

/** Asks for many tickets at once, and one by one if the number differs. */
async function ticketScript(url: string): Promise<unknown> {
  const ids = ['713516551148', '713516551149'];
  const ask = async (wanted: readonly string[]): Promise<readonly Ticket[]> => {
    const { status, answer } = await post(`${url}/search-ticket-by-ticket-id.html/v.2.0?=`, {
      ticket_ids: wanted.join(','),
      history_type: 'all',
      conversation_type: 'notes',
      read_ticket_history_details: '1',
    });
    return status === 200 && Array.isArray(answer) ? (answer as Ticket[]) : [];
  };
  let tickets = await ask(ids);
  if (tickets.length !== ids.length) tickets = (await Promise.all(ids.map((id) => ask([id])))).flat();
  return {
    tickets: tickets.map(({ task_details: { ticketId } }) => ticketId),
    dates: tickets.map(({ task_details: { date } }) => date.replace(/^(\d\d)-(\d\d)-(\d{4}) /, '$3-$2-$1 ')),
    notes: tickets.flatMap(({ conversation_type }) => conversation_type?.notes ?? []).map(({ detail }) => detail),
    groups: tickets.map(({ additional_info }) => Object.keys(additional_info)),
  };
}

/** Registers a customer in the flat form at the path of enquiries, then looks it up. */
async function siteForm(url: string): Promise<unknown> {
  const customer = {
    customer_name: 'Asha Rao',
    phone: '9876543210',
    country: 'India',
    state: 'Karnataka',
    city: 'Bangalore',
    address: '1 Main Road',
    pincode: '560071',
    contact_person_name: 'Ravi',
    contact_person_phone: '9876500000',
  };
  const { status, answer } = await post(`${url}/add-update-enquiry`, customer);
  const added = answer as { readonly status: string; readonly Enquiry: { readonly kapture_customer_id: number } };
  if (status >= 300 || added.status !== 'success') return { refused: added };
  const found = await post(`${url}/search-customer-by-customer-id.html`, [{ phone: customer.phone }]);
  const details = (found.answer as Json)['Customer Details'] as Json & {
    readonly contacts: readonly { readonly contactPerson: string }[];
  };
  return {
    sameCustomer: details['id'] === added.Enquiry.kapture_customer_id,
    name: details['name'],
    address: details['address'],
    contact: details.contacts[0]?.contactPerson,
  };
}

/** Adds a ticket for a person, and asks for the open ones before and after: an array, one object or a text for none. */
async function mobilityAppTicket(url: string): Promise<unknown> {
  const person = { customer_id: 'own-1', name: 'Rao Asha', phone: '9000000001', email: '', customer_code: 'own-1' };
  await post(`${url}/add-update-customer-from-other-source.html`, [person], apiHeaders);
  const openTickets = async (): Promise<unknown> => {
    const body = [{ customer_code: 'own-1', status: 'P', offset: '0', limit: '100' }];
    const { answer } = await post(`${url}/select-ticket-between-start-and-end-dates.html/v.2.0`, body, apiHeaders);
    const { message } = answer as Json;
    return typeof message === 'string' ? 'none' : [message].flat().map((ticket) => (ticket as Json)['taskTitle']);
  };
  const before = await openTickets();
  const added = await post(`${url}/add-ticket-from-other-source.html/v.2.0`, {
    title: 'App related',
    ticket_details: 'Payment not shown',
    disposition: 'Driver|Payment',
    queue: 'DQ',
    customer_id: 'own-1',
    customer_name: 'Rao Asha',
    phone: '9000000001',
    issue_details: { issue_id: 'issue-1', category: 'Payment', sub_category: null, media_files: [] },
    ride_details: null,
    classification: 'CUSTOMER',
  });
  const { ticket_id, Additional_details } = added.answer as Json;
  const opened = await openTickets();
  const update = { comment: '', ticket_id, sub_status: 'RS', ride_details: null, issue_details: null };
  const updated = await post(`${url}/update-ticket-from-other-source.html/v.2.0`, update, apiHeaders);
  return {
    before,
    groups: Additional_details,
    opened,
    updated: (updated.answer as Json)['status'],
    after: await openTickets(),
  };
}

/** A form of a site. Only the ID of the new ticket is read. */
async function webForm(url: string): Promise<unknown> {
  const { status, answer } = await post(`${url}/add-ticket-from-other-source.html/v.2.0`, {
    title: 'Complaint',
    ticket_details: '',
    due_date: '',
    phone: '9000000001',
    email_id: '',
    flow_id: '',
    webform: [{ issue: '' }],
  });
  return { status, hasId: /^\d+$/.test(String((answer as Json)['ticket_id'])) };
}

/** Every client counts any status of HTTP or of the envelope other than success as a failure. */
async function refused(url: string): Promise<unknown> {
  const lookup = await post(`${url}/search-customer-by-customer-id.html`, [{ phone: '1' }]);
  const ticket = await post(`${url}/search-ticket-by-ticket-id.html/v.2.0`, [{ ticket_ids: '1' }]);
  return {
    lookup: lookup.status < 300 && (lookup.answer as Json)['status'] === 'success',
    ticket: ticket.status < 300,
    message: (ticket.answer as Json)['message'],
  };
}

/**
 * The requests of public clients, as they send and read them. Each returns what it
 * read.
 */
export const clients = {
  mobility_app_customer: mobilityAppCustomer,
  mobility_app_chat: mobilityAppChat,
  mobility_app_ticket: mobilityAppTicket,
  web_form: webForm,
  ticket_script: ticketScript,
  site_form: siteForm,
  refused,
} as const satisfies Readonly<Record<string, (url: string) => Promise<unknown>>>;

export type Client = keyof typeof clients;
