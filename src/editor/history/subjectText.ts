import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { rangeOfBody } from '../../kapture/pull/rangeOfBody.ts';
import { rangeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * The subject of a request in any dialect, such as a customer's name or a range of days; empty if the request does not
 * name one. `body` is the sent body without secrets.
 */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const { subject } = operations[operation];
  if ('fields' in subject) {
    const fields = sharedFieldsOf(operation, value);
    // An update that sends the name has the ID, too.
    const names = ['customer_name', ...subject.fields];
    return oneLine(names.map((name) => fieldText(fields, name)).find(Boolean) ?? '', 60);
  }
  const range = rangeOfBody(operation, value);
  return range?.start.trim() && range.end.trim() ? rangeText(range) : '';
}
