import type { Fields } from '../kapture/catalogue/fieldText.ts';

/** An entry of the tenant's lists, such as an agent or a source. Id 0: none. */
export interface Entry {
  readonly id: number;
  readonly name: string;
}

export interface StoredContact {
  readonly id: number;
  readonly name: string;
  readonly gender: string;
  readonly phone: string;
  readonly additionalPhone: string;
  readonly countryCode: string;
  readonly email: string;
  readonly creatorId: number;
}

/** A customer as the sandbox keeps it. Never changed in place, so that a response on its way stays what it was. */
export interface StoredCustomer {
  readonly id: number;
  /** Wall time in Asia/Kolkata, `YYYY-MM-DD hh:mm:ss`. */
  readonly createdAt: string;
  /** `createdAt` is the nearest second, as in the published samples; only `imageReferenceId` shows the milliseconds. */
  readonly createdMillis: number;
  readonly modifiedAt: string;
  readonly name: string;
  readonly isOrganization: boolean;
  /** Blank, or the phone that no other customer may have. */
  readonly phone: string;
  /** Blank, or the email that no other customer may have. */
  readonly email: string;
  /** The code that somebody entered by hand. Several customers may share one. */
  readonly code: string;
  readonly city: string;
  readonly state: string;
  readonly country: string;
  readonly zoneId: number;
  readonly campaignId: number;
  readonly status: string;
  readonly creator: Entry;
  readonly agent: Entry;
  readonly enquiries: number;
  readonly remarks: string;
  /** Whether the line feeds of the remarks go over the wire raw. */
  readonly rawLineBreaks: boolean;
  readonly phoneMasked: boolean;
  readonly emailMasked: boolean;
  /** The first one is the primary contact. */
  readonly contacts: readonly [StoredContact, ...StoredContact[]];
  /** The tenant's own fields, `attr1` to `attr15` among them. */
  readonly ownFields: Fields;
}

/** What a customer can be found by. */
export type StoreKey = 'id' | 'code' | 'email' | 'phone';

const none: Entry = { id: 0, name: '' };

/** A customer of whom nothing is known yet but an id and the moment it was created. */
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
    ownFields: {},
  };
}

/** A contact of whom only the id is known. */
export function blankContact(id: number): StoredContact {
  return { id, name: '', gender: ' ', phone: '', additionalPhone: '', countryCode: '', email: '', creatorId: 0 };
}

/** The id of a customer's first, second … contact: unique as long as a customer has ten at the most. */
export function contactId(customerId: number, index: number): number {
  return customerId * 10 + index;
}
