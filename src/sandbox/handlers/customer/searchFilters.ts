import { fieldText, type Fields } from '../../../kapture/catalogue/fieldText.ts';
import { isTrue } from '../../requestFields.ts';
import type { StoredCustomer } from '../../storedCustomer.ts';

/** Whether a customer passes a filter with a value that is neither blank nor 0. */
type Filter = (customer: StoredCustomer, value: string) => boolean;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
const isOneOf = (id: number, list: string): boolean => list.split(',').some((one) => one.trim() === String(id));
/** No customer has the field: the sandbox does not store it. */
const hasNone: Filter = () => false;

const filters: Readonly<Record<string, Filter>> = {
  name: ({ name }, value) => name.toLowerCase().includes(value.toLowerCase()),
  phone: ({ phone, contacts }, value) => phone === value || contacts.some((contact) => contact.phone === value),
  email: ({ email, contacts }, value) => [email, ...contacts.map((one) => one.email)].some((one) => isSame(one, value)),
  customer_id: ({ id }, value) => String(id) === value,
  customerCode: ({ code }, value) => isSame(code, value),
  designationType: hasNone,
  zoneIdStr: ({ zoneId }, value) => isOneOf(zoneId, value),
  zone_id: ({ zoneId }, value) => isOneOf(zoneId, value),
  assignedToIdStr: ({ agent }, value) => isOneOf(agent.id, value),
  assignedToId: ({ agent }, value) => isOneOf(agent.id, value),
  primarySourceId: ({ campaignId }, value) => isOneOf(campaignId, value),
  secondarySourceId: hasNone,
  tertiarySourceId: hasNone,
  ...Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => `attr${index + 1}`).map((name): [string, Filter] => [
      name,
      ({ customFields }, value) => isSame(fieldText(customFields, name), value),
    ]),
  ),
};

/** The filter that counts instead of another one if both have a value. */
const preferred: Readonly<Record<string, string>> = { zone_id: 'zoneIdStr', assignedToIdStr: 'assignedToId' };

/**
 * The customers that pass all filters of a search. How Kapture compares is unpublished: here, a name contains the text,
 * other values are equal, both ignoring case, and ids are separated by commas.
 */
export function* matching(customers: Iterable<StoredCustomer>, fields: Fields): Generator<StoredCustomer, undefined> {
  const valueOf = (name: string): string => fieldText(fields, name).replace(/^0$/, '');
  const active = Object.entries(filters).filter(
    ([name]) => valueOf(name) && !(preferred[name] && valueOf(preferred[name])),
  );
  const isKind = kindFilter(fields);
  for (const customer of customers) {
    if (isKind(customer) && active.every(([name, passes]) => passes(customer, valueOf(name)))) yield customer;
  }
}

/** The first kind that is selected counts, in this order. */
function kindFilter(fields: Fields): (customer: StoredCustomer) => boolean {
  if (isTrue(fields, 'isOrganisation')) return ({ isOrganization }) => isOrganization;
  if (isTrue(fields, 'isIndividual')) return ({ isOrganization }) => !isOrganization;
  // No customer of the sandbox is a channel partner.
  return isTrue(fields, 'isChannelPartner') ? () => false : () => true;
}
