import { generatedIds } from '../catalogue/customer/customerFields.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { formsOf } from '../catalogue/forms.ts';
import { fieldsOfWrite, formOfWrite } from '../catalogue/writeAct.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { redactionMark } from '../redaction/redact.ts';
import { isContactField } from './contacts.ts';
import { readBack, type RecordFields } from './editableFields.ts';
import { isBlank, isStoredAsSent, type FieldValues } from './fieldValue.ts';
import { fieldsOfWrittenBody } from './fieldsOfWrittenBody.ts';
import { recordValue } from './updateBody.ts';

/** Whether the fields of an Update were stored. */
export interface Verification {
  /** Fields that were stored with another value. */
  readonly differences: readonly { readonly field: string; readonly asked: string; readonly stored: string }[];
  /** Fields whose stored value is unknown because the record does not have them or masks them. */
  readonly unreadable: readonly string[];
}

/**
 * Compares the requested values with the record after the update. `form`: the values of a field that it writes
 * differently are equal.
 */
export function verifySave(
  asked: FieldValues,
  stored: RecordFields,
  form: Pick<OperationForm, 'fieldMap'> = {},
): Verification {
  const differences: { field: string; asked: string; stored: string }[] = [];
  const unreadable: string[] = [];
  for (const [field, value] of asked) {
    const now = readBack(stored, field);
    if (now === undefined) unreadable.push(field);
    else if (
      !isStoredAsSent(value, now) &&
      !isStoredAsSent(recordValue(form, field, value), recordValue(form, field, now))
    )
      differences.push({ field, asked: value, stored: now });
  }
  return { differences, unreadable };
}

/** Whether a record has the values of a write. */
export interface WriteVerification extends Verification {
  /** Fields that have the value that was sent. */
  readonly same: readonly string[];
}

/** What identifies the customer or contact. The record has it, whether or not the write was carried out. */
const identities: readonly string[] = [...generatedIds, 'customer_code'];

/**
 * Compares the values of a write, whose response is unknown, with a record of its customer. Blank values are not
 * compared, because Kapture may ignore them. Equal values may also have been there before the write.
 */
export function verifyWrite(
  { operation, requestBody }: Pick<Exchange, 'operation' | 'requestBody'>,
  record: RecordFields,
): WriteVerification {
  const form = formOfWrite(fieldsOfWrite(requestBody), formsOf(operation)[0]!);
  const asked = new Map(
    fieldsOfWrittenBody(requestBody, form).flatMap(({ field, json }) =>
      field === undefined || identities.includes(field) || !isComparable(json) ? [] : [[field, json] as const],
    ),
  );
  const found = verifySave(asked, record, form);
  // The values of the primary contact do not show what was stored: a write can add another contact.
  const differences = found.differences.filter(({ field }) => !isContactField(field));
  const differing = found.differences.map(({ field }) => field);
  return {
    same: [...asked.keys()].filter((field) => !differing.includes(field) && !found.unreadable.includes(field)),
    differences,
    unreadable: [...differing.filter(isContactField), ...found.unreadable],
  };
}

/** Whether a value can be compared: it is plain, not blank, and does not stand for a secret. */
function isComparable(json: string): boolean {
  return !/^[[{]/.test(json) && !json.includes('{{') && !json.includes(redactionMark) && !isBlank(json);
}
