import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { rangeOfBody } from '../../kapture/pull/rangeOfBody.ts';
import { rangeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { quotedName } from '../shared/texts/quotedName.ts';

/**
 * The subject of a request in any dialect, such as a customer or a range of days; empty if the request does not name
 * one. An update that changes the name has the ID, too, because several customers can have that name. `body` is the
 * sent body without secrets.
 */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const { subject } = operations[operation];
  if ('fields' in subject) {
    const fields = sharedFieldsOf(operation, value);
    const [first, ...others] = subject.fields.map((name) => fieldText(fields, name)).filter(Boolean);
    if (first === undefined) return '';
    // Only an update has both.
    const name = operation === 'update' ? others[0] : undefined;
    return name === undefined ? oneLine(first, 60) : `${quotedName(name)} (${oneLine(first, 30)})`;
  }
  const range = rangeOfBody(operation, value);
  return range?.start.trim() && range.end.trim() ? rangeText(range) : '';
}
