import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { jsonResponse, undocumented } from '../../sandboxResponse.ts';
import { addedCustomer, customerOfWrite } from '../customer/customerOfWrite.ts';
import type { Handler } from '../handler.ts';

/**
 * Adds an enquiry, and its customer unless one has the ID, the phone number or the email address. A second enquiry of
 * the customer from the same source is a duplicate. When Kapture finds a duplicate is undocumented.
 */
export const pushEnquiry: Handler = (store, request) => {
  const { fields, instant } = request;
  if (fieldText(fields, 'enquiry_id'))
    return undocumented(request, 'an enquiry with an ID is not added. (What Kapture does with it is undocumented.)');
  const { modules } = store;
  const known = customerOfWrite(store, fields);
  const campaign = fieldText(fields, 'campaign_name');
  const duplicate = known && modules.enquiries.ofCustomer(known).find((enquiry) => enquiry.campaign === campaign);
  if (known && duplicate)
    return jsonResponse(200, {
      message: `Lead already exists, Customer ID :${known.id}, Enquiry ID :${duplicate.id}, Contact ID : ${known.contacts[0].id}`,
      status: 'failed',
    });
  const customer = known ?? addedCustomer(store, fields, instant);
  const id = String(11_700_000 + modules.next());
  modules.enquiries.put({ id, customerId: customer.id, createdAt: momentIn(defaultTimeZone, instant), campaign });
  return jsonResponse(200, {
    'Enquiry Id': id,
    'Assigned Employee Code': String(customer.agent.id),
    message: known
      ? `Duplicate Enquiry Name : N/A , Phone : ${known.phone || 'N/A'} , Email : ${known.email || 'N/A'} !! `
      : 'Enquiry Added Successfully',
    'Kapture Customer Id': String(customer.id),
    status: 'success',
  });
};
