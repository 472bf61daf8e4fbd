import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import { enquiryOf } from '../../enquiry.ts';
import { jsonReply, type SandboxReply } from '../../sandboxReply.ts';

/** The success of Add and Update. */
export function enquiryReply(fields: Fields, customerId: number, contactId: number): SandboxReply {
  // The spelling of the message is the server's.
  return jsonReply(200, {
    Enquiry: enquiryOf(fields, customerId, contactId),
    message: 'validation successfull',
    status: 'success',
  });
}
