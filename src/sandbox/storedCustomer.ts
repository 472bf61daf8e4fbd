import type { Fields } from '../kapture/catalogue/fieldText.ts';

/** An entry of the tenant's configuration, such as an agent or a source. Id 0 means none. */
export interface Entry {
  readonly id: number;
  readonly name: string;
}

export interface StoredContact {
  readonly id: number;
  readonly title: string;
  readonly name: string;
  readonly gender: string;
  readonly phone: string;
  readonly additionalPhone: string;
  readonly countryCode: string;
  readonly email: string;
  readonly creatorId: number;
}

/** Fields that only some forms have, by their shared names, and the keys that records have for them. */
export const detailKeys = {
  address: 'address',
  locality: 'locality',
  pincode: 'pinCode',
  type: 'customerType',
  classification: 'classification',
  website: 'website',
} as const;

/** The values of `detailKeys`, by the keys of records. */
export type CustomerDetails = Readonly<Record<(typeof detailKeys)[keyof typeof detailKeys], string>>;

/** A customer as the sandbox stores it. Immutable, so that a response in progress does not change. */
export interface StoredCustomer {
  readonly id: number;
  /** Wall time in Asia/Kolkata, `YYYY-MM-DD hh:mm:ss`. */
  readonly createdAt: string;
  /** `createdAt` rounds it to a second, as in the published samples. Only `imageReferenceId` shows the milliseconds. */
  readonly createdMillis: number;
  readonly modifiedAt: string;
  readonly name: string;
  readonly isOrganization: boolean;
  /** The phone, which is blank or unique. */
  readonly phone: string;
  /** The email, which is blank or unique. */
  readonly email: string;
  /** The code, which is entered manually and not unique. */
  readonly code: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly details: CustomerDetails;
  readonly zoneId: number;
  readonly campaignId: number;
  readonly status: string;
  readonly creator: Entry;
  readonly agent: Entry;
  readonly enquiries: number;
  readonly remarks: string;
  /** Whether the line feeds of the remarks are sent unescaped. */
  readonly rawLineBreaks: boolean;
  readonly phoneMasked: boolean;
  readonly emailMasked: boolean;
  /** The first one is the primary contact. */
  readonly contacts: readonly [StoredContact, ...StoredContact[]];
  /** Custom fields, including `attr1` to `attr15`. */
  readonly customFields: Fields;
}

/** A key that customers can be found by. */
export type StoreKey = 'id' | 'code' | 'email' | 'phone';

const none: Entry = { id: 0, name: '' };
const noDetails = Object.fromEntries(Object.values(detailKeys).map((key) => [key, ''])) as CustomerDetails;

/** A customer with only an id and a moment of creation. */
export function blankCustomer(id: number, createdAt: string, createdMillis: number): StoredCustomer {
  return {
    id,
    createdAt,
    createdMillis,
    modifiedAt: createdAt,
    name: '',
    isOrganization: false,
    phone: '',
    email: '',
    code: '',
    city: '',
    state: '',
    country: '',
    details: noDetails,
    zoneId: 0,
    campaignId: 0,
    status: 'N',
    creator: none,
    agent: none,
    enquiries: 1,
    remarks: '',
    rawLineBreaks: false,
    phoneMasked: false,
    emailMasked: false,
    contacts: [blankContact(contactId(id, 0))],
    customFields: {},
  };
}

/** A contact with only an id. */
export function blankContact(id: number): StoredContact {
  return {
    id,
    title: '',
    name: '',
    gender: ' ',
    phone: '',
    additionalPhone: '',
    countryCode: '',
    email: '',
    creatorId: 0,
  };
}

/** The id of a customer's contact by its index. Unique if a customer has at most ten contacts. */
export function contactId(customerId: number, index: number): number {
  return customerId * 10 + index;
}
