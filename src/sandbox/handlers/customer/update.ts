import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { momentIn } from '../../../kapture/dates/calendar.ts';
import { defaultTimeZone } from '../../../kapture/dates/timeZone.ts';
import { sandboxFailure } from '../../sandboxResponse.ts';
import { withFields } from '../../withFields.ts';
import type { Handler } from '../handler.ts';
import { enquiryResponse } from './enquiryResponse.ts';
import { duplicateFailure } from './duplicateFailure.ts';

/** The real server's response to an unknown id is undocumented. */
export const update: Handler = (store, fields, instant) => {
  const id = fieldText(fields, 'kapture_customer_id');
  const [customer] = store.find('id', id);
  if (!customer)
    return sandboxFailure(
      400,
      `there is no customer with the ID ${id}. (Kapture's own response in this case is undocumented.)`,
    );
  const duplicate = duplicateFailure(store, fields, customer.id);
  if (duplicate) return duplicate;
  store.update(withFields(customer, fields, momentIn(defaultTimeZone, instant)));
  return enquiryResponse(fields, customer.id, 0);
};
