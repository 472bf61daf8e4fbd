import { operations } from '../../kapture/catalogue/registry.ts';
import { fieldText } from '../../kapture/catalogue/fieldText.ts';
import { formsOf, sharedFieldsOf } from '../../kapture/catalogue/forms.ts';
import { fieldsOfWrite, formOfWrite, writeActOf } from '../../kapture/catalogue/writeAct.ts';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';

/**
 * The fields of a Get that finds the customer of a write, by its ID, code, phone number or email address; undefined if
 * the write has none of them.
 */
export function customerFields({
  operation,
  requestBody,
}: Pick<HistoryEntry, 'operation' | 'requestBody'>): Readonly<Record<string, string>> | undefined {
  if (!operations[operation].act) return undefined;
  const fields = fieldsOfWrite(requestBody);
  const { customerId, code } = writeActOf(fields, formOfWrite(fields, formsOf(operation)[0]!));
  if (customerId !== undefined) return { kapture_customer_id: customerId };
  if (code !== undefined) return { customer_id: code };
  const shared = sharedFieldsOf(operation, fields);
  const [phone, email] = [fieldText(shared, 'phone'), fieldText(shared, 'email_id')];
  if (phone) return { phone };
  return email ? { email_id: email } : undefined;
}
