import { operations } from '../../kapture/catalogue/registry.ts';
import { formsOf } from '../../kapture/catalogue/forms.ts';
import { fieldsOfWrite, formOfWrite, writeActOf } from '../../kapture/catalogue/writeAct.ts';
import type { HistoryEntry } from '../../kapture/store/historyEntry.ts';

/** The fields of a Get that finds the customer of a write; undefined if the write does not name a customer. */
export function customerFields({
  operation,
  requestBody,
}: Pick<HistoryEntry, 'operation' | 'requestBody'>): Readonly<Record<string, string>> | undefined {
  if (!operations[operation].act) return undefined;
  const fields = fieldsOfWrite(requestBody);
  const { customerId, code } = writeActOf(fields, formOfWrite(fields, formsOf(operation)[0]!));
  if (customerId !== undefined) return { kapture_customer_id: customerId };
  return code === undefined ? undefined : { customer_id: code };
}
