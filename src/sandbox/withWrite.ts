import { customerFields } from '../kapture/catalogue/customer/customerFields.ts';
import { type Fields, fieldText } from '../kapture/catalogue/fieldText.ts';
import type { OperationForm } from '../kapture/catalogue/form.ts';
import { sharedFields } from '../kapture/catalogue/forms.ts';
import { codeIn } from '../kapture/catalogue/writeAct.ts';
import { defaultTimeZone, momentIn } from '../kapture/dates/calendar.ts';
import { campaigns, idOfName, tenantId, zones } from './directory.ts';
import type { OperationRequest } from './handlers/handler.ts';
import type { WireRecord } from './records.ts';
import {
  type CustomerDetails,
  type StoredContact,
  type StoredCustomer,
  blankContact,
  contactId,
  detailKeys,
} from './storedCustomer.ts';

/** Applies an Add or Update in any form to a customer. */
export function withWrite(customer: StoredCustomer, { form, fields, body, instant }: OperationRequest): StoredCustomer {
  const moment = momentIn(defaultTimeZone, instant);
  if (!form.fieldMap) {
    // In the flat form, only a detail whose record key has the same name is stored; other names are fields of the
    // tenant.
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

type Contacts = StoredCustomer['contacts'];

/** The block of a nested body that has the contacts, and the fields of a contact that are stored in its own record. */
export const contactBlock = 'contact_info';
export const contactFieldNames: readonly string[] = [
  'contact_id',
  'title',
  'first_name',
  'last_name',
  'contact_person_name',
  'contact_person_phone',
  'contact_person_email',
  'additional_contact_phone',
  'country_code',
  'gender',
];

/** The maximum number of contacts of a customer, because their IDs are derived from the customer's ID. */
const most = 10;

/**
 * Applies the contacts of a nested body to those of a customer. A contact with an ID replaces the values of that
 * contact. The first one without an ID is the primary contact, and the others without one are new.
 */
export function withContacts(contacts: Contacts, customerId: number, form: OperationForm, body: Fields): Contacts {
  const sent = body[contactBlock];
  if (!Array.isArray(sent)) return contacts;
  const result: [StoredContact, ...StoredContact[]] = [...contacts];
  (sent as Fields[]).forEach((one, position) => {
    const fields = sharedFields(form, { [contactBlock]: [one] });
    const known = result.findIndex(({ id }) => String(id) === fieldText(fields, 'contact_id'));
    const index = known < 0 && position > 0 ? result.length : Math.max(known, 0);
    if (index >= most) return;
    result[index] = withContact(result[index] ?? blankContact(contactId(customerId, index)), fields, one);
  });
  return result;
}

/** A contact's name can also be sent in parts. */
function contactName(fields: Fields): string {
  const parts = ['first_name', 'last_name'].map((name) => fieldText(fields, name));
  return fieldText(fields, 'contact_person_name') || parts.join(' ').trim();
}

function withContact(contact: StoredContact, fields: Fields, own: Fields): StoredContact {
  const sent = (field: string, previous: string): string => fieldText(fields, field) || previous;
  return {
    ...contact,
    title: fieldText(own, 'title') || contact.title,
    name: contactName(own) || contact.name,
    phone: sent('contact_person_phone', contact.phone),
    email: sent('contact_person_email', contact.email),
    additionalPhone: sent('additional_contact_phone', contact.additionalPhone),
    countryCode: sent('country_code', contact.countryCode),
    gender: sent('gender', contact.gender),
  };
}

/**
 * The `Enquiry` object in the response of Add and Update, with the keys and order of the published samples. Fields of
 * the request are returned unchanged, custom fields at the end; other fields are omitted. `contactId` is 0 for an
 * Update.
 */
export function enquiryOf(fields: Fields, customerId: number, contactId: number): WireRecord {
  const sent = (...names: readonly string[]): Fields =>
    Object.fromEntries(
      names.filter((name) => Object.hasOwn(fields, name) && fields[name] !== null).map((name) => [name, fields[name]]),
    );
  const enquiry = {
    cmId: tenantId,
    enquiry_id: 0,
    ...sent(
      'customer_name',
      'customer_assign_emp_name',
      'customer_assign_emp_code',
      'customer_assign_emp_email',
      'phone',
      'email_id',
      'city',
      'state',
      'country',
    ),
    kapture_customer_id: customerId,
    ...sent('zone', 'campaign_name', 'secSource', 'tertSource'),
    disposition_id: 0,
    ...sent('country_code'),
    age: 0,
    kapture_profile_id: 0,
    ...sent(
      'contact_person_name',
      'contact_person_phone',
      'contact_person_email',
      'additional_contact_phone',
      'gender',
    ),
    contact_id: contactId,
    reference_id: 0,
    action_update: false,
    product_update: false,
    enquiry_details_update: false,
    individual: false,
    organization: false,
    channel_partner: false,
    orderId: 0,
    referral_id: 0,
    channel_partner_id: 0,
    order_detail_associate_object: false,
    customer_detail_associate_object: false,
    update_enquiry_for_existing_customer: false,
    new_contact_for_existing_customer: false,
    productList: [],
  };
  const own = Object.entries(customFieldsOf(fields)).filter(([name]) => !Object.hasOwn(enquiry, name));
  return { ...enquiry, ...Object.fromEntries(own) };
}
