import { fieldText, type Fields } from '../kapture/catalogue/fieldText.ts';
import { customerFields } from '../kapture/catalogue/customer/customerFields.ts';
import { campaigns, idOfName, zones } from './directory.ts';
import type { StoredContact, StoredCustomer } from './storedCustomer.ts';

/**
 * Applies the fields of an Add or Update to a customer. `moment` is the time of the change (`YYYY-MM-DD hh:mm:ss`).
 *
 * The effect of a blank value is undocumented; here it is ignored, so a field cannot be cleared. The contact person has
 * the customer's name, phone and email until it is given others. A record does not have `secSource`, `tertSource` and
 * the agent's email. An agent's code is stored if it is a number, and a source or zone if it is listed in
 * `directory.ts`.
 */
export function withFields(customer: StoredCustomer, fields: Fields, moment: string): StoredCustomer {
  const sent = (field: string, previous: string): string => fieldText(fields, field) || previous;
  const name = sent('customer_name', customer.name);
  const phone = sent('phone', customer.phone);
  const email = sent('email_id', customer.email);
  const [primary, ...others] = customer.contacts;
  const unlessOwn = (part: 'name' | 'phone' | 'email', now: string): string =>
    primary[part] === customer[part] ? now : primary[part];
  const contact: StoredContact = {
    ...primary,
    name: sent('contact_person_name', unlessOwn('name', name)),
    phone: sent('contact_person_phone', unlessOwn('phone', phone)),
    email: sent('contact_person_email', unlessOwn('email', email)),
    additionalPhone: sent('additional_contact_phone', primary.additionalPhone),
    countryCode: sent('country_code', primary.countryCode),
    gender: sent('gender', primary.gender),
  };
  const agentCode = fieldText(fields, 'customer_assign_emp_code');
  return {
    ...customer,
    name,
    phone,
    email,
    city: sent('city', customer.city),
    state: sent('state', customer.state),
    country: sent('country', customer.country),
    zoneId: idOfName(zones, fieldText(fields, 'zone')) || customer.zoneId,
    campaignId: idOfName(campaigns, fieldText(fields, 'campaign_name')) || customer.campaignId,
    agent: {
      id: /^\d{1,15}$/.test(agentCode) ? Number(agentCode) : customer.agent.id,
      name: sent('customer_assign_emp_name', customer.agent.name),
    },
    contacts: [contact, ...others],
    modifiedAt: moment,
    customFields: { ...customer.customFields, ...withoutBlanks(customFieldsOf(fields)) },
  };
}

/** The custom fields of a request. Arrays and objects are accepted, but not stored. */
export function customFieldsOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) =>
        !Object.hasOwn(customerFields, field) &&
        field !== 'kapture_customer_id' &&
        field !== 'contact_id' &&
        ['string', 'number', 'bigint', 'boolean'].includes(typeof value),
    ),
  );
}

function withoutBlanks(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value !== 'string' || value.trim()));
}
