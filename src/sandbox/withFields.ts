import { fieldText, type Fields } from '../kapture/catalogue/fieldText.ts';
import { customerFields } from '../kapture/catalogue/customer/customerFields.ts';
import { campaigns, idOfName, zones } from './directory.ts';
import type { StoredContact, StoredCustomer } from './storedCustomer.ts';

/**
 * A customer with the fields of an Add or Update written into it, at a moment (`YYYY-MM-DD hh:mm:ss`).
 *
 * What a blank value does is not documented; here it is ignored, so a field cannot be emptied. The contact person goes
 * by the customer's own name, phone and email as long as it was not given others. A record has no place for
 * `secSource`, `tertSource` and the agent's email; an agent's code is kept if it is a number, and a source or zone if
 * the sandbox's tenant lists it (`directory.ts`).
 */
export function withFields(customer: StoredCustomer, fields: Fields, moment: string): StoredCustomer {
  const sent = (field: string, kept: string): string => fieldText(fields, field) || kept;
  const name = sent('customer_name', customer.name);
  const phone = sent('phone', customer.phone);
  const email = sent('email_id', customer.email);
  const [primary, ...others] = customer.contacts;
  const follow = (part: 'name' | 'phone' | 'email', now: string): string =>
    primary[part] === customer[part] ? now : primary[part];
  const contact: StoredContact = {
    ...primary,
    name: sent('contact_person_name', follow('name', name)),
    phone: sent('contact_person_phone', follow('phone', phone)),
    email: sent('contact_person_email', follow('email', email)),
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
    ownFields: { ...customer.ownFields, ...withoutBlanks(ownFieldsOf(fields)) },
  };
}

/** The fields of a request that are none of Kapture's but the tenant's own. One that is a list or an object is accepted and forgotten. */
export function ownFieldsOf(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(
      ([field, value]) =>
        !Object.hasOwn(customerFields, field) &&
        field !== 'kapture_customer_id' &&
        field !== 'contact_id' &&
        (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'),
    ),
  );
}

function withoutBlanks(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value !== 'string' || value.trim()));
}
