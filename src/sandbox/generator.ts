import { addDays, dayOf, defaultTimeZone, momentIn } from '../kapture/calendar.ts';
import { agents, campaigns, creator, idOfName, zones } from './directory.ts';
import { givenNames, mailDomains, messages, notes, places, surnames, tiers, trades, type Name } from './people.ts';
import { pick, seededRandom, type Random } from './random.ts';
import { blankContact, blankCustomer, contactId, type Entry, type StoredContact, type StoredCustomer } from './storedCustomer.ts';

/** How many customers are invented unless somebody asks for more or fewer. */
export const defaultCount = 480;
/** The most that can be asked for: beyond it a day would need more ids than it has. */
export const largestCount = 200_000;
/** Over how many days they are spread, today included. */
export const spreadDays = 120;

export interface GeneratorOptions {
  /** The instant it is, in milliseconds. Nobody is created later. */
  readonly now: number;
  /** How many customers to invent, a few more or less; up to `largestCount`. */
  readonly count?: number;
}

const firstDay = Date.UTC(2021, 0, 1);
const firstId = 70_000_000;
const idsPerDay = 3000;

/**
 * Invented customers of the last 120 days up to now, in the order of creation. A day's customers depend on its date
 * (and on `count`) alone: they are the same on every machine and stay the same as days go by. Of today's, those are
 * there whose time has come; the first of a day comes at midnight, so there is always one.
 */
export function* generateCustomers({ now, count = defaultCount }: GeneratorOptions): Generator<StoredCustomer> {
  const moment = momentIn(defaultTimeZone, now);
  const days = Math.min(spreadDays, count);
  for (let back = days - 1; back >= 0; back--) {
    for (const customer of customersOfDay(addDays(dayOf(moment), -back), count)) {
      if (customer.createdAt > moment) return;
      yield customer;
    }
  }
}

/** All that a day (`YYYY-MM-DD`) brings until its end, where `count` customers are spread over 120 days. */
function* customersOfDay(day: string, count: number): Generator<StoredCustomer> {
  const dayIndex = Math.round((Date.parse(`${day}T00:00:00Z`) - firstDay) / 86_400_000);
  const mean = count / Math.min(spreadDays, count);
  const size = customersBefore(dayIndex + 1, mean) - customersBefore(dayIndex, mean);
  for (let index = 0; index < size; index++) {
    const id = firstId + dayIndex * idsPerDay + index;
    const random = seededRandom(id);
    const second = secondOfDay(dayIndex, index, size, random);
    yield inventCustomer(id, `${day} ${timeText(second)}`, codeOf(dayIndex, index, random), random);
  }
}

/** Counted from the first day on, so that any 120 days add up to the count, however many each of them has. At least one a day. */
function customersBefore(dayIndex: number, mean: number): number {
  return Math.floor(dayIndex * mean + 0.75 * (mean - 1) * seededRandom(dayIndex)());
}

/** The first of a day comes with its first second, the last of every fifth day with its last; the others in between, from 8 to 22. */
function secondOfDay(dayIndex: number, index: number, size: number, random: Random): number {
  if (index === 0) return 0;
  if (index === size - 1 && dayIndex % 5 === 0) return 86_399;
  return Math.floor((8 + (14 * (index - 1 + random())) / (size - 1)) * 3600);
}

function timeText(second: number): string {
  return [second / 3600, (second / 60) % 60, second % 60].map((part) => String(Math.floor(part)).padStart(2, '0')).join(':');
}

/** Nobody keeps hand-entered codes unique: two customers in a row may share one, and Get then finds both. */
function codeOf(dayIndex: number, index: number, random: Random): string {
  return random() < 0.4 ? `KC${dayIndex}-${index >> 1}` : '';
}

function inventCustomer(id: number, createdAt: string, code: string, random: Random): StoredCustomer {
  const chance = (share: number): boolean => random() < share;
  const gender = chance(0.5) ? 'M' : 'F';
  const given = pick(random, givenNames[gender]);
  const surname = pick(random, surnames);
  const person = fullName(given, surname, chance(0.07));
  const isOrganization = chance(0.12);
  const name = isOrganization ? `${surname[0]} ${pick(random, trades)}` : person;
  const reach = random();
  const phone = reach < 0.08 ? '' : phoneOf(id);
  const email = reach > 0.88 ? '' : `${given[0]}.${surname[0]}.${(id - firstId).toString(36)}@${pick(random, mailDomains)}`.toLowerCase();
  const place = pick(random, places);
  const source = pick(random, campaigns);
  const blank = blankCustomer(id, createdAt, Math.floor(random() * 1000));
  const primary: StoredContact = { ...blank.contacts[0], name: person, gender, phone, email, countryCode: phone && '+91', creatorId: creator.id };
  const fromForm = chance(0.3);
  return {
    ...blank,
    name, isOrganization, phone, email, code,
    city: place.city, state: place.state, country: 'India', zoneId: idOfName(zones, place.zone),
    campaignId: source.id,
    status: chance(0.7) ? 'N' : 'F',
    creator,
    agent: chance(0.2) ? blank.agent : pick(random, agents),
    enquiries: 1 + Math.floor(random() * 4),
    remarks: fromForm ? formBlock(name, phone, email, source, random) : chance(0.4) ? pick(random, notes) : '',
    rawLineBreaks: fromForm && chance(0.15),
    phoneMasked: phone !== '' && chance(0.04),
    emailMasked: email !== '' && chance(0.04),
    contacts: [primary, ...moreContacts(id, random)],
    ownFields: { ...(chance(0.3) && { attr1: pick(random, tiers) }), ...(chance(0.1) && { attr2: 'Prefers Hindi' }) },
  };
}

function fullName(given: Name, surname: Name, inDevanagari: boolean): string {
  const script = inDevanagari ? 1 : 0;
  return `${given[script]} ${surname[script]}`;
}

function moreContacts(id: number, random: Random): StoredContact[] {
  const share = random();
  return [1, 2].slice(0, share < 0.05 ? 2 : share < 0.22 ? 1 : 0).map((index) => {
    const gender = random() < 0.5 ? 'M' : 'F';
    const name = fullName(pick(random, givenNames[gender]), pick(random, surnames), false);
    const contact = contactId(id, index);
    return { ...blankContact(contact), name, gender, phone: phoneOf(contact), countryCode: '+91', creatorId: creator.id };
  });
}

/** A phone that keeps the server's rule, another one for each of 100 million ids in a row. All begin with 64, so that they are told at a glance. */
function phoneOf(id: number): string {
  return String(6_400_000_000 + (((id % 100_000_000) * 72_345_677) % 100_000_000));
}

/** The block of KEY and value lines that a web form leaves in the remarks, laid out as in the published Pull sample. */
function formBlock(name: string, phone: string, email: string, source: Entry, random: Random): string {
  return `\n\n      NAME    ${name}\n      PHONE    ${phone}\n      EMAIL    ${email}\n      MESSAGE    ${pick(random, messages)}\n      PRIMARY_SOURCE    ${source.name}\n\n`;
}
