import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { fieldText, type Fields } from '../../kapture/catalogue/requestRules.ts';
import { rangeText } from '../localTexts.ts';
import { oneLine } from '../plainText.ts';

/** What a request tells one customer from another by, the plainest first. */
const telling = {
  add: ['customer_name', 'phone', 'email_id'],
  get: ['kapture_customer_id', 'customer_id', 'phone', 'email_id'],
  update: ['kapture_customer_id', 'customer_name'],
} as const satisfies Record<Exclude<OperationId, 'pull'>, readonly string[]>;

/** Whom a request was about, or which days, in a word or two; empty where it does not say. `body` is what was sent, without secrets. */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const fields = ((Array.isArray(value) ? value[0] : value) ?? {}) as Fields;
  if (operation !== 'pull')
    return oneLine(telling[operation].map((name) => fieldText(fields, name)).find(Boolean) ?? '', 60);
  const range = { start: fieldText(fields, 'start_date'), end: fieldText(fields, 'end_date') };
  return range.start && range.end ? rangeText(range) : '';
}
