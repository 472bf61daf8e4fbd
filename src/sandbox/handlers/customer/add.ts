import { momentIn } from '../../../kapture/dates/calendar.ts';
import { defaultTimeZone } from '../../../kapture/dates/timeZone.ts';
import { blankCustomer } from '../../storedCustomer.ts';
import { withFields } from '../../withFields.ts';
import type { Handler } from '../handler.ts';
import { enquiryResponse } from './enquiryResponse.ts';
import { duplicateFailure } from './duplicateFailure.ts';

export const add: Handler = (store, fields, instant) => {
  const duplicate = duplicateFailure(store, fields);
  if (duplicate) return duplicate;
  const moment = momentIn(defaultTimeZone, instant);
  const customer = store.add((id) => withFields(blankCustomer(id, moment, 0), fields, moment));
  return enquiryResponse(fields, customer.id, customer.contacts[0].id);
};
