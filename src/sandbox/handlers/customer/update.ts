import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { momentIn } from '../../../kapture/dates/calendar.ts';
import { defaultTimeZone } from '../../../kapture/dates/timeZone.ts';
import { ownFailureResponse } from '../../sandboxResponse.ts';
import { withFields } from '../../withFields.ts';
import type { Handler } from '../handler.ts';
import { enquiryResponse } from './enquiryResponse.ts';
import { takenResponse } from './takenResponse.ts';

/** What the real server answers to an unknown id is not known. */
export const update: Handler = (store, fields, instant) => {
  const id = fieldText(fields, 'kapture_customer_id');
  const [customer] = store.find('id', id);
  if (!customer)
    return ownFailureResponse(400, `no customer has the id ${id}. (What Kapture answers here is not documented.)`);
  const taken = takenResponse(store, fields, customer.id);
  if (taken) return taken;
  store.update(withFields(customer, fields, momentIn(defaultTimeZone, instant)));
  return enquiryResponse(fields, customer.id, 0);
};
