import { fieldText, type Fields } from '../../kapture/catalogue/fieldText.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { rangeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * The subject of a request, such as a customer's name or a range of days; empty if the request does not name one.
 * `body` is the sent body without secrets.
 */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const fields = ((Array.isArray(value) ? value[0] : value) ?? {}) as Fields;
  const { subject } = operations[operation];
  if ('fields' in subject)
    return oneLine(subject.fields.map((name) => fieldText(fields, name)).find(Boolean) ?? '', 60);
  const [start, end] = subject.range.map((name) => fieldText(fields, name)) as [string, string];
  return start && end ? rangeText({ start, end }) : '';
}
