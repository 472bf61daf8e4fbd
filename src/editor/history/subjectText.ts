import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { readLoose } from '../../kapture/json/looseJson.ts';
import { rangeOfBody } from '../../kapture/pull/rangeOfBody.ts';
import { quotedName, rangeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/**
 * The subject of a request in any dialect, such as a customer or a range of days; empty if the request does not name
 * one. An update with a new name has the ID or code, too, because several customers can have that name. `body` is the
 * sent body without secrets.
 */
export function subjectText(operation: OperationId, body: string): string {
  const { value } = readLoose(body);
  const { subject } = operations[operation];
  if ('fields' in subject) {
    const fields = sharedFieldsOf(operation, value);
    const key = subject.fields.map((name) => fieldText(fields, name)).find(Boolean) ?? '';
    const name = subject.newName === undefined ? '' : fieldText(fields, subject.newName);
    return key && name ? `${quotedName(name)} (${oneLine(key, 30)})` : oneLine(key || name, 60);
  }
  const range = rangeOfBody(operation, value);
  return range?.start.trim() && range.end.trim() ? rangeText(range) : '';
}
