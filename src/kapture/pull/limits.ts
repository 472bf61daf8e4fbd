import { fieldText, type Fields } from '../catalogue/fieldText.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectOfBody, formOf, sharedFieldsOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { firstObject } from '../json/firstObject.ts';
import type { LimitedResponse, PeriodFailure } from './periodFailure.ts';

/**
 * Why a response that is not a page may lack records, by the number of its elements and the maximum that the tenant is
 * known to return; undefined if it has all of them.
 */
export function limitReached(
  operation: OperationId,
  size: number,
  recordLimit: number | undefined,
): LimitedResponse | undefined {
  if (recordLimit !== undefined) return size >= recordLimit ? { limited: size } : undefined;
  // The default of newer tenants is documented for the nested dialect. Other dialects have the same path, so it may
  // apply to them as well.
  return size === formOf(operation, 'nested').paging?.limit ? { limited: size, isUsual: true } : undefined;
}

/**
 * Why a successful response may not have all records of its range: the request asked for certain records or for a
 * page, or the tenant returned as many records as it can. Undefined if it has all of them.
 */
export function limitOf(
  { operation, requestBody, response }: Pick<Exchange, 'operation' | 'requestBody' | 'response'>,
  recordLimit?: number,
): PeriodFailure | undefined {
  const received = response.reading.records.length;
  // Such an operation, for example Get, asks for certain records, so the range is only theirs.
  if (!('range' in operations[operation].subject)) return { limited: received, isFiltered: true };
  const json: unknown = JSON.parse(requestBody);
  const fields = sharedFieldsOf(operation, json);
  const dialect = dialectOfBody(operation, json);
  const form = dialect && formOf(operation, dialect);
  if (form && hasFilters(form, firstObject(json) ?? {})) return { limited: received, isFiltered: true };
  const usualLimit = form?.paging?.limit;
  const limit = fieldText(fields, 'limit') === '' ? usualLimit : Number(fields['limit']);
  // A tenant that ignores the limit returns more records than that.
  const isPage = limit === received || Number(fields['offset'] ?? 0) !== 0;
  if (isPage) return { limited: received, isPage };
  // A tenant's usual limit does not apply to a request that states a limit.
  const reached = limitReached(operation, received, recordLimit ?? (limit === undefined ? undefined : Infinity));
  return reached ?? (response.reading.hasMore ? { limited: received, hasMore: true } : undefined);
}

function hasFilters({ filters = [] }: OperationForm, body: Fields): boolean {
  return filters.some((name) => body[name] === true || !/^(0|false)?$/i.test(fieldText(body, name)));
}
