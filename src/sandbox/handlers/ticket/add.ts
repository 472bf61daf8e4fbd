import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { blankTicket, withCustomer, writtenTicket } from '../../modules/tickets.ts';
import { inferred, jsonResponse } from '../../sandboxResponse.ts';
import { customerOfWrite } from '../customer/customerOfWrite.ts';
import type { Handler } from '../handler.ts';
import { groupLists, groupsIn } from './groups.ts';

/**
 * Adds a ticket. It belongs to the customer with the email address, the ID or code, or the phone number; to none if no
 * customer has them. Which of them counts is undocumented.
 */
export const addTicket: Handler = (store, request) => {
  const { fields, form, body, instant, dialect } = request;
  const respond = () => {
    const { modules } = store;
    const number = modules.next();
    // Generated tickets begin with 71.
    const id = String(720_000_000_000 + number);
    const moment = momentIn(defaultTimeZone, instant);
    const groups = groupsIn(form, body);
    const subStatus = 'US';
    const ticket = withCustomer(
      {
        ...blankTicket(id, 530_400_000 + number, moment),
        title: fieldText(fields, 'title'),
        detail: fieldText(fields, 'ticket_details'),
        dueDate: fieldText(fields, 'due_date'),
        customerName: fieldText(fields, 'customer_name'),
        customerPhone: fieldText(fields, 'phone'),
        customerEmail: fieldText(fields, 'email_id'),
        queue: fieldText(fields, 'queue'),
        disposition: fieldText(fields, 'disposition'),
        subStatus,
        groups,
      },
      customerOfWrite(store, fields),
    );
    modules.tickets.put(ticket);
    if (dialect === 'array') {
      const { dueDate, title, customerId } = ticket;
      return jsonResponse(200, {
        due_date: dueDate && `${dueDate} 00:00:00`,
        title,
        customer_id: customerId ? String(customerId) : '',
        ticket_id: id,
        'Ticket Id': id,
        ticket_url: `https://kapdemo.kapturecrm.com/employee/view-task-detail.html?detail=5/${ticket.taskId}/${id}`,
        status: 'success',
      });
    }
    return jsonResponse(200, {
      ticket: writtenTicket(ticket, instant),
      ticket_id: id,
      Additional_details: groupLists(groups),
      status: 'success',
    });
  };
  // Only the response to fields of the documentation is published.
  const isPublished = Object.keys(body).every((name) => name in form.sample);
  return isPublished ? respond() : inferred(request, respond);
};
