import { momentIn } from '../kapture/dates/calendar.ts';
import { defaultTimeZone } from '../kapture/dates/timeZone.ts';
import { codeOf } from '../kapture/catalogue/customer/array/arrayFields.ts';
import { fieldText, type Fields } from '../kapture/catalogue/fieldText.ts';
import type { OperationRequest } from './handlers/handler.ts';
import { isTrue } from './requestFields.ts';
import { detailFields, type StoredCustomer } from './storedCustomer.ts';
import { withFields } from './withFields.ts';

/**
 * Applies a write to a customer. In forms other than the flat one, the fields of `detailFields`, the code, the remarks and the
 * kind of customer have a place in records; in the flat form, they are fields of the tenant.
 */
export function withWrite(customer: StoredCustomer, { form, fields, instant }: OperationRequest): StoredCustomer {
  const moment = momentIn(defaultTimeZone, instant);
  if (!form.fieldMap) return withFields(customer, fields, moment);
  const code = codeOf(fields);
  const hasPlace = (name: string, value: unknown): boolean =>
    placed.includes(name) || (name === 'customer_id' && String(value) === code);
  const entries = Object.entries(withContactName(fields));
  const own = Object.fromEntries(entries.filter(([name, value]) => !hasPlace(name, value)));
  const written = withFields(customer, own, moment);
  const details = detailFields.map((name) => [name, fieldText(fields, name) || customer.details[name]]);
  return {
    ...written,
    code: code || customer.code,
    remarks: fieldText(fields, 'remarks') || customer.remarks,
    isOrganization: isTrue(fields, 'organization') || customer.isOrganization,
    details: Object.fromEntries(details) as StoredCustomer['details'],
  };
}

const placed: readonly string[] = [...detailFields, 'customer_code', 'remarks', 'organization'];

/** The nested form has the name of a contact in parts, too. */
function withContactName(fields: Fields): Fields {
  const parts = ['first_name', 'last_name'].map((name) => fieldText(fields, `contact_info.0.${name}`));
  const name = fieldText(fields, 'contact_person_name') || parts.join(' ').trim();
  return name ? { ...fields, contact_person_name: name } : fields;
}
