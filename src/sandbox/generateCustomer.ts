import { agents, campaigns, creator, idOfName, zones } from './directory.ts';
import { type Name, givenNames, mailDomains, messages, notes, places, surnames, tiers, trades } from './people.ts';
import {
  type Entry,
  type StoredContact,
  type StoredCustomer,
  blankContact,
  blankCustomer,
  contactId,
} from './storedCustomer.ts';

/** The lowest id of a generated customer. */
export const firstId = 70_000_000;

/** Generates a random customer: always the same one for the same arguments and random numbers. */
export function generateCustomer(id: number, createdAt: string, code: string, random: Random): StoredCustomer {
  const chance = (share: number): boolean => random() < share;
  const gender = chance(0.5) ? 'M' : 'F';
  const given = pick(random, givenNames[gender]);
  const surname = pick(random, surnames);
  const person = fullName(given, surname, chance(0.07));
  const isOrganization = chance(0.12);
  const name = isOrganization ? `${surname[0]} ${pick(random, trades)}` : person;
  const reach = random();
  const phone = reach < 0.08 ? '' : phoneOf(id);
  const email =
    reach > 0.88
      ? ''
      : `${given[0]}.${surname[0]}.${(id - firstId).toString(36)}@${pick(random, mailDomains)}`.toLowerCase();
  const place = pick(random, places);
  const source = pick(random, campaigns);
  const blank = blankCustomer(id, createdAt, Math.floor(random() * 1000));
  const primary: StoredContact = {
    ...blank.contacts[0],
    name: person,
    gender,
    phone,
    email,
    countryCode: phone && '+91',
    creatorId: creator.id,
  };
  const fromForm = chance(0.3);
  const note = (): string => (chance(0.4) ? pick(random, notes) : '');
  return {
    ...blank,
    name,
    isOrganization,
    phone,
    email,
    code,
    city: place.city,
    state: place.state,
    country: 'India',
    zoneId: idOfName(zones, place.zone),
    campaignId: source.id,
    status: chance(0.7) ? 'N' : 'F',
    creator,
    agent: chance(0.2) ? blank.agent : pick(random, agents),
    enquiries: 1 + Math.floor(random() * 4),
    remarks: fromForm ? formBlock(name, phone, email, source, random) : note(),
    rawLineBreaks: fromForm && chance(0.15),
    phoneMasked: phone !== '' && chance(0.04),
    emailMasked: email !== '' && chance(0.04),
    contacts: [primary, ...moreContacts(id, random)],
    customFields: {
      ...(chance(0.3) && { attr1: pick(random, tiers) }),
      ...(chance(0.1) && { attr2: 'Prefers Hindi' }),
    },
  };
}

function fullName(given: Name, surname: Name, inDevanagari: boolean): string {
  const script = inDevanagari ? 1 : 0;
  return `${given[script]} ${surname[script]}`;
}

function moreContacts(id: number, random: Random): StoredContact[] {
  const share = random();
  let count = 0;
  if (share < 0.05) count = 2;
  else if (share < 0.22) count = 1;
  return [1, 2].slice(0, count).map((index) => {
    const gender = random() < 0.5 ? 'M' : 'F';
    const name = fullName(pick(random, givenNames[gender]), pick(random, surnames), false);
    const contact = contactId(id, index);
    return {
      ...blankContact(contact),
      name,
      gender,
      phone: phoneOf(contact),
      countryCode: '+91',
      creatorId: creator.id,
    };
  });
}

/**
 * A phone that is valid for the server and unique for 100 million consecutive IDs. All phones begin with 64, so that
 * they are easy to recognize.
 */
function phoneOf(id: number): string {
  return String(firstPhone + (((id % phones) * 72_345_677) % phones));
}

const firstPhone = 6_400_000_000,
  phones = 100_000_000;
/** The inverse of 72,345,677 modulo `phones`. */
const inverse = 37_300_613n;

/** The ids that a generated customer with this phone can have. */
export function idsOfPhone(phone: string): number[] {
  if (!/^64\d{8}$/.test(phone)) return [];
  const id = Number((BigInt(Number(phone) - firstPhone) * inverse) % BigInt(phones));
  return [id, id + phones];
}

/** The ids that a generated customer with this email, in lower case, can have. */
export function idsOfEmail(email: string): number[] {
  const number = /\.([0-9a-z]{1,8})@/.exec(email)?.[1];
  return number === undefined ? [] : [firstId + parseInt(number, 36)];
}

/**
 * The lines with keys and values that a web form writes into the remarks, formatted as in the published Pull sample.
 */
function formBlock(name: string, phone: string, email: string, source: Entry, random: Random): string {
  return `\n\n      NAME    ${name}\n      PHONE    ${phone}\n      EMAIL    ${email}\n      MESSAGE    ${pick(random, messages)}\n      PRIMARY_SOURCE    ${source.name}\n\n`;
}

/** Returns numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** A deterministic generator of random numbers (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A random element of a list, which must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}
