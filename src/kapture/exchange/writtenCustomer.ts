import { fieldText } from '../catalogue/fieldText.ts';
import { formsOf, sharedFieldsOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { fieldsOfWrite, formOfWrite, writeActOf } from '../catalogue/writeAct.ts';
import type { ResponseReading } from '../responses/readResponse.ts';
import type { Exchange } from './exchange.ts';

/**
 * The fields of a Get that finds the customer of a write, by its ID, code, phone number or email address; undefined if
 * the write has none of them.
 */
export function writtenCustomerFields({
  operation,
  requestBody,
}: Pick<Exchange, 'operation' | 'requestBody'>): Readonly<Record<string, string>> | undefined {
  if (!operations[operation].act) return undefined;
  const fields = fieldsOfWrite(requestBody);
  const { customerId, code } = writeActOf(fields, formOfWrite(fields, formsOf(operation)[0]!));
  const shared = sharedFieldsOf(operation, fields);
  const found = Object.entries({
    kapture_customer_id: customerId,
    customer_id: code,
    phone: fieldText(shared, 'phone'),
    email_id: fieldText(shared, 'email_id'),
  }).find(([, value]) => value);
  // The value of a secret variable is unknown here.
  return found?.[1] === undefined || found[1].includes('{{') ? undefined : { [found[0]]: found[1] };
}

/** The ID of the customer that a request wrote, from its response or else its body; undefined if neither has one. */
export function writtenCustomerId(exchange: Exchange): string | undefined {
  return exchange.response.reading.customerId ?? writtenCustomerFields(exchange)?.['kapture_customer_id'];
}

/**
 * Whether a write may have been applied although its response does not say so: true for every response other than a
 * success, a documented failure and a refused key. A gateway's error page, an empty response or "pending" may be sent
 * after the server has stored the customer.
 */
export function isUncertainWrite(
  operation: OperationId,
  { outcome, failure, trouble }: Pick<ResponseReading, 'outcome' | 'failure' | 'trouble'>,
): boolean {
  if (!operations[operation].writes || trouble === 'unauthorized') return false;
  return trouble !== undefined || (outcome !== 'success' && failure === undefined);
}
