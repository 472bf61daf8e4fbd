import type { Fields } from '../../../kapture/catalogue/fieldText.ts';
import { enquiryOf } from '../../enquiryOf.ts';
import { jsonResponse, type SandboxResponse } from '../../sandboxResponse.ts';

/** The success response of Add and Update. */
export function enquiryResponse(fields: Fields, customerId: number, contactId: number): SandboxResponse {
  // The message is spelled as Kapture spells it.
  return jsonResponse(200, {
    Enquiry: enquiryOf(fields, customerId, contactId),
    message: 'validation successfull',
    status: 'success',
  });
}
