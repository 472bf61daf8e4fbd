import { momentIn, defaultTimeZone } from '../kapture/dates/calendar.ts';
import { fieldText, type Fields } from '../kapture/catalogue/fieldText.ts';
import { codeIn } from '../kapture/catalogue/writeAct.ts';
import { campaigns, idOfName, zones } from './directory.ts';
import type { OperationRequest } from './handlers/handler.ts';
import { detailKeys, type CustomerDetails, type StoredCustomer } from './storedCustomer.ts';
import { contactBlock, withContacts } from './withContacts.ts';
import { withFields } from './withFields.ts';

/** Applies an Add or Update in any form to a customer. */
export function withWrite(customer: StoredCustomer, { form, fields, body, instant }: OperationRequest): StoredCustomer {
  const moment = momentIn(defaultTimeZone, instant);
  if (!form.fieldMap) {
    // Fields of the tenant, unless a record has the same name for them.
    const details = withDetails(customer.details, fields, (name, key) => name === key);
    return { ...withFields(customer, fields, moment), details };
  }
  const code = codeIn(form, body) || fieldText(fields, 'customer_code');
  const entries = Object.entries(fields).filter(([name, value]) => !hasPlace(name, value, code));
  // The fields of contacts are applied by withContacts.
  const own = entries.filter(([name]) => form.fieldMap?.paths[name]?.[0] !== contactBlock);
  const written = withFields(customer, Object.fromEntries(own), moment);
  return {
    ...written,
    code: code || customer.code,
    remarks: fieldText(fields, 'remarks') || customer.remarks,
    isOrganization: fields['organization'] === true || customer.isOrganization,
    details: withDetails(customer.details, fields, () => true),
    customFields: { ...written.customFields, ...unplaced(fields) },
    contacts: withContacts(written.contacts, customer.id, form, body),
  };
}

/** Fields that records have a place for, in forms other than the flat one. */
const placed: readonly string[] = [...Object.keys(detailKeys), 'customer_code', 'remarks', 'organization'];

function hasPlace(name: string, value: unknown, code: string): boolean {
  return placed.includes(name) || (name === 'customer_id' && String(value) === code);
}

function withDetails(
  details: CustomerDetails,
  fields: Fields,
  applies: (name: string, key: string) => boolean,
): CustomerDetails {
  const changed = Object.entries(detailKeys).filter(([name, key]) => fieldText(fields, name) && applies(name, key));
  return { ...details, ...Object.fromEntries(changed.map(([name, key]) => [key, fieldText(fields, name)])) };
}

/** Fields that no record has a place for, so that none of a body is lost. */
function unplaced(fields: Fields): Fields {
  const names = ['secSource', 'tertSource', 'customer_assign_emp_email'];
  if (!idOfName(zones, fieldText(fields, 'zone'))) names.push('zone');
  if (!idOfName(campaigns, fieldText(fields, 'campaign_name'))) names.push('campaign_name');
  return Object.fromEntries(names.filter((name) => fieldText(fields, name)).map((name) => [name, fields[name]]));
}
