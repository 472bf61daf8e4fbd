import { fieldText } from '../../../kapture/catalogue/fieldText.ts';
import { codeIn } from '../../../kapture/catalogue/writeAct.ts';
import { undocumented } from '../../sandboxResponse.ts';
import { withWrite } from '../../withWrite.ts';
import type { Handler } from '../handler.ts';
import { customerWithCode, duplicateFailure, writeResponse } from './writeResponse.ts';

/** The real server's response to an unknown id is undocumented. */
export const update: Handler = (store, request) => {
  if (request.form.codePaths && codeIn(request.form, request.body) === '')
    return undocumented(
      request,
      "this dialect identifies a customer by its code. (Kapture's own response in this case is undocumented.)",
    );
  const id = fieldText(request.fields, 'kapture_customer_id');
  const customer = customerWithCode(store, request) ?? store.find('id', id)[0];
  if (!customer)
    return undocumented(
      request,
      `there is no customer with the ID ${id}. (Kapture's own response in this case is undocumented.)`,
    );
  const duplicate = duplicateFailure(store, request, customer.id);
  if (duplicate) return duplicate;
  const run = () => {
    store.update(withWrite(customer, request));
    return { customerId: customer.id };
  };
  return writeResponse(request, { act: 'update', run });
};
