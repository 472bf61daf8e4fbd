import type { Exchange } from '../exchange/exchange.ts';
import type { PeriodFailure } from './periodFailure.ts';
import { limitReached } from './limitReached.ts';
import { fieldText, type Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectOfBody, formOf, sharedFieldsOf } from '../catalogue/forms.ts';
import { operations } from '../catalogue/registry.ts';
import { firstObject } from '../json/firstObject.ts';

/**
 * Why a successful response may not have all customers of its range: the request asked for certain customers or for a
 * page, or the tenant returned as many records as it can. Undefined if it has all of them.
 */
export function limitOf(
  { operation, requestBody, response }: Pick<Exchange, 'operation' | 'requestBody' | 'response'>,
  recordLimit?: number,
): PeriodFailure | undefined {
  const received = response.reading.records.length;
  // The range is only that of the customers that were asked for, such as by a Get.
  if (!('range' in operations[operation].subject)) return { limited: received, isFiltered: true };
  const json: unknown = JSON.parse(requestBody);
  const fields = sharedFieldsOf(operation, json);
  const dialect = dialectOfBody(operation, json);
  const form = dialect && formOf(operation, dialect);
  if (form && hasFilters(form, firstObject(json) ?? {})) return { limited: received, isFiltered: true };
  const usualLimit = form?.paging?.limit;
  const limit = fieldText(fields, 'limit') === '' ? usualLimit : Number(fields['limit']);
  // A tenant that ignores the limit returns more.
  const isPage = limit === received || Number(fields['offset'] ?? 0) !== 0;
  if (isPage) return { limited: received, isPage };
  // A tenant's usual limit does not apply to a request with another one.
  const reached = limitReached(received, recordLimit ?? (limit === undefined ? undefined : Infinity));
  return reached ?? (response.reading.hasMore ? { limited: received, hasMore: true } : undefined);
}

function hasFilters({ filters = [] }: OperationForm, body: Fields): boolean {
  return filters.some((name) => body[name] === true || !/^(0|false)?$/i.test(fieldText(body, name)));
}
