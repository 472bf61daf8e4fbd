import { listOperation } from '../catalogue/listOperation.ts';
import { formOf } from '../catalogue/forms.ts';
import type { LimitedResponse } from '../store/limitedResponse.ts';

/**
 * Why a response that is not a page may lack customers, by the number of its elements and the maximum that the tenant
 * is known to return; undefined if it has all of them.
 */
export function limitReached(size: number, recordLimit: number | undefined): LimitedResponse | undefined {
  if (recordLimit !== undefined) return size >= recordLimit ? { limited: size } : undefined;
  // The default of newer tenants is documented for the nested dialect. Other dialects have the same path, so it may
  // apply to them as well.
  return size === formOf(listOperation, 'nested').paging?.limit ? { limited: size, isUsual: true } : undefined;
}
