import { addSeconds } from '../kapture/dates/calendar.ts';
import type { Fields } from '../kapture/catalogue/fieldText.ts';
import { tenantId } from './directory.ts';
import { Double, RawText } from './jsonText.ts';
import type { StoredContact, StoredCustomer } from './storedCustomer.ts';
import { wireDate, wireDateParts } from './wireDate.ts';

/** A record before `jsonText` serializes it. */
export type WireRecord = Readonly<Record<string, unknown>>;

/**
 * A customer in a Pull response: the keys of the published sample in its order, then custom fields. The published
 * sample has neither the state, the phone nor the address of the customer. Here they follow if they are not blank, the
 * phone only if no contact has it.
 */
export function pullRecord(customer: StoredCustomer): WireRecord {
  const record = {
    id: customer.id,
    cmId: tenantId,
    isOrganization: customer.isOrganization,
    name: customer.name,
    city: customer.city,
    country: customer.country,
    currentStatus: customer.status,
    generationDate: wireDate(customer.createdAt),
    creatorId: customer.creator.id,
    creatorName: customer.creator.name,
    channelPartnerId: 0,
    remarks: remarksOf(customer),
    ratePlanId: 0,
    customerCode: customer.code,
    cityPotential: 'false',
    isChannelPartner: false,
    pinCode: customer.details.pinCode,
    locality: customer.details.locality,
    campaignId: customer.campaignId,
    campaignItemId: 0,
    campaignActivityId: 0,
    totalNoOfEnquiries: customer.enquiries,
    feedbackOnCustomer: '0',
    contacts: customer.contacts.map((contact, index) => pullContact(customer, contact, index)),
    lastModificationTime: wireDateParts(customer.modifiedAt),
    imageReferenceId: imageReference(customer),
    customerType: customer.details.customerType,
    customerLevel: 0,
    zone: customer.zoneId,
    companyParentId: 0,
    assignedToId: customer.agent.id,
    assignedToName: customer.agent.name,
    customerSubType: '',
    maxCreditAmt: 0,
    maxCreditPeriod: 0,
    historyEmpId: 0,
    channelPartnerEmpId: 0,
    deleted: false,
    companyStatus: 'A',
    isExistingCustomer: false,
    isExistingContact: false,
    syncStatus: false,
    syncdLocationId: '',
    crossRemarks: '',
    syncedStepNumber: 0,
    outStandingAmount: 0,
    salesAdminZone: 0,
    referralId: 0,
    isApi: false,
    ...(hasOwnPhone(customer) && { companyPhone: maskedPhone(customer, customer.phone) }),
    ...(customer.state && { state: customer.state }),
    ...(customer.details.address && { address: customer.details.address }),
    ...(customer.details.website && { website: customer.details.website }),
    ...(customer.details.classification && { classification: customer.details.classification }),
  };
  return { ...record, ...customFields(customer, [...Object.keys(record), ...attributes]) };
}

/**
 * A customer in a Get response: the keys of the published sample in its order, then custom fields. The sample has no
 * `isMobileMasked` and `isEmailMasked`; they are only sent if something is masked.
 */
export function getRecord(customer: StoredCustomer): WireRecord {
  const record = {
    id: customer.id,
    cmId: tenantId,
    isOrganization: customer.isOrganization,
    name: customer.name,
    companyPhone: maskedPhone(customer, customer.phone),
    website: customer.details.website,
    address: customer.details.address,
    state: customer.state,
    city: customer.city,
    country: customer.country,
    latitude: '',
    longitude: '',
    currentStatus: customer.status,
    generationDate: wireDate(customer.createdAt),
    creatorId: customer.creator.id,
    creatorName: customer.creator.name,
    channelPartnerId: 0,
    remarks: remarksOf(customer),
    ratePlanId: 0,
    customerCode: customer.code,
    isChannelPartner: false,
    pinCode: customer.details.pinCode,
    locality: customer.details.locality,
    campaignId: customer.campaignId,
    campaignItemId: 0,
    campaignActivityId: 0,
    totalNoOfEnquiries: customer.enquiries,
    contacts: customer.contacts.map((contact, index) => getContact(customer, contact, index)),
    imageReferenceId: imageReference(customer),
    classification: customer.details.classification,
    customerType: customer.details.customerType,
    customerLevel: 0,
    zone: customer.zoneId,
    companyParentId: 0,
    assignedToId: customer.agent.id,
    assignedToName: customer.agent.name,
    customerSubType: '',
    ...Object.fromEntries(attributes.map((name) => [name, customer.customFields[name] ?? ''])),
    maxCreditAmt: new Double(0),
    maxCreditPeriod: 0,
    historyEmpId: 0,
    channelPartnerEmpId: 0,
    deleted: false,
    companyStatus: 'A',
    isExistingCustomer: false,
    isExistingContact: false,
    syncStatus: false,
    syncdLocationId: '',
    crossRemarks: '',
    syncedStepNumber: 0,
    outStandingAmount: new Double(0),
    salesAdminZone: 0,
    referralId: 0,
    isApi: false,
  };
  return { ...record, ...customFields(customer, Object.keys(record)) };
}

/** Whether the customer has a phone that none of its contacts has. */
function hasOwnPhone({ phone, contacts }: StoredCustomer): boolean {
  return phone !== '' && contacts.every((contact) => contact.phone !== phone);
}

const attributes = Array.from({ length: 15 }, (_, index) => `attr${index + 1}`);

function pullContact(customer: StoredCustomer, contact: StoredContact, index: number): WireRecord {
  return {
    id: contact.id,
    cmId: tenantId,
    leadId: customer.id,
    contactPerson: contact.name,
    gender: contact.gender,
    phone: maskedPhone(customer, contact.phone),
    email: maskedEmail(customer, contact.email),
    isPrimaryContact: index === 0,
    isActive: false,
    generationDate: wireDateParts(customer.createdAt),
    parentContactId: 0,
    subOfficeId: 0,
    creatorId: contact.creatorId,
    age: 0,
    maritalStatus: ' ',
    isGuest: false,
    companyName: '',
    enquiryId: 0,
    orderId: 0,
    isMergeEnable: false,
    isMobileMasked: customer.phoneMasked,
    isEmailMasked: customer.emailMasked,
  };
}

function getContact(customer: StoredCustomer, contact: StoredContact, index: number): WireRecord {
  return {
    id: contact.id,
    cmId: tenantId,
    leadId: customer.id,
    title: contact.title,
    contactPerson: contact.name,
    designation: '',
    gender: contact.gender,
    phone: maskedPhone(customer, contact.phone),
    additionalPhone: maskedPhone(customer, contact.additionalPhone),
    email: maskedEmail(customer, contact.email),
    additionalEmail: '',
    landline: '',
    isPrimaryContact: index === 0,
    isActive: false,
    generationDate: wireDateParts(customer.createdAt),
    designationType: '',
    division: '',
    parentContactId: 0,
    subOfficeId: 0,
    creatorId: contact.creatorId,
    age: 0,
    maritalStatus: ' ',
    isGuest: false,
    phoneCountryCode: contact.countryCode,
    companyName: customer.name,
    enquiryId: 0,
    isMergeEnable: false,
    ...(customer.phoneMasked && { isMobileMasked: true }),
    ...(customer.emailMasked && { isEmailMasked: true }),
  };
}

function remarksOf(customer: StoredCustomer): string | RawText {
  return customer.rawLineBreaks ? new RawText(customer.remarks) : customer.remarks;
}

function imageReference({ createdAt, createdMillis }: StoredCustomer): string {
  const second = createdMillis < 500 ? createdAt : addSeconds(createdAt, -1);
  return `CUS_${second}.${String(createdMillis).padStart(3, '0')}`;
}

/** Masks `6412345678` as `64******78`. */
function maskedPhone(customer: StoredCustomer, phone: string): string {
  return customer.phoneMasked
    ? phone.replace(
        /^(..)(.+)(..)$/,
        (_, start: string, middle: string, end: string) => start + '*'.repeat(middle.length) + end,
      )
    : phone;
}

/** Masks `asha@example.com` as `a***@example.com`. */
function maskedEmail(customer: StoredCustomer, email: string): string {
  return customer.emailMasked
    ? email.replace(/^(.)(.*)@/, (_, start: string, rest: string) => `${start}${'*'.repeat(rest.length)}@`)
    : email;
}

/** The custom fields whose names the record does not have already. */
function customFields(customer: StoredCustomer, taken: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(customer.customFields).filter(([name]) => !taken.includes(name)));
}
