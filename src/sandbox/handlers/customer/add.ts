import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { defaultTimeZone, momentIn } from '../../../kapture/dates/calendar.ts';
import { undocumented } from '../../sandboxResponse.ts';
import { blankCustomer } from '../../storedCustomer.ts';
import { withWrite } from '../../withWrite.ts';
import type { Handler } from '../handler.ts';
import { update } from './update.ts';
import { customerWithCode, duplicateFailure, writeResponse } from './writeResponse.ts';

export const add: Handler = (store, request) => {
  if (customerWithCode(store, request)) return update(store, request);
  if (!fieldText(request.fields, 'customer_name'))
    return undocumented(request, "a name is required. (Kapture's own response in this case is undocumented.)");
  const duplicate = duplicateFailure(store, request);
  if (duplicate) return duplicate;
  const run = () => {
    const moment = momentIn(defaultTimeZone, request.instant);
    const customer = store.add((id) => withWrite(blankCustomer(id, moment, 0), request));
    return { customerId: customer.id, contactId: customer.contacts[0].id };
  };
  return writeResponse(request, { act: 'add', run });
};
