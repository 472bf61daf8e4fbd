import { defaultDialect } from '../catalogue/dialect.ts';
import { fieldText } from '../catalogue/fieldText.ts';
import { dialectOfBody, formOf, sharedFields } from '../catalogue/forms.ts';
import { codeIn } from '../catalogue/writeAct.ts';
import { firstObject } from '../json/firstObject.ts';
import { readLoose } from '../json/looseJson.ts';
import { variablesIn } from '../variables/variables.ts';
import type { WrittenCase } from './caseText.ts';

/**
 * Whether each run of a case is known to have the same phone, email or identifying code, so that Kapture may reject its
 * customer once it has been added. A text with a variable may differ.
 */
export function repeatsIdentity({ operation, dialect, body, rawBody = '' }: Omit<WrittenCase, 'name'>): boolean {
  const value = body ?? readLoose(rawBody).value;
  const fields = firstObject(value);
  if (!fields) return false;
  const form = formOf(operation, dialect ?? dialectOfBody(operation, value) ?? defaultDialect);
  const shared = sharedFields(form, fields);
  const identity = [fieldText(shared, 'phone'), fieldText(shared, 'email_id'), codeIn(form, fields)];
  return identity.some((text) => text !== '' && !variablesIn(JSON.stringify(text)).length);
}
