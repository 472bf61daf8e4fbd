import type { Entry } from './storedCustomer.ts';

/**
 * The configuration of the sandbox's tenant. Everything is fictitious, except for the ids 127 (Website) and 49827 (a
 * zone) of the published Pull sample.
 */
export const tenantId = 2469;

/** The creator of every generated customer, so that none is mistaken for a real one. */
export const creator: Entry = { id: 900, name: 'Sandbox' };

export const agents: readonly Entry[] = [
  { id: 1001, name: 'Agent Banyan' },
  { id: 1002, name: 'Agent Cardamom' },
  { id: 1003, name: 'Agent Jasmine' },
  { id: 1004, name: 'Agent Lotus' },
  { id: 1005, name: 'Agent Neem' },
  { id: 1006, name: 'Agent Saffron' },
];

/** The primary sources of enquiries. */
export const campaigns: readonly Entry[] = [
  { id: 127, name: 'Website' },
  { id: 128, name: 'Referral' },
  { id: 129, name: 'Walk In' },
  { id: 130, name: 'Trade Fair' },
  { id: 131, name: 'Newspaper' },
  { id: 132, name: 'Phone Call' },
];

export const zones: readonly Entry[] = [
  { id: 49826, name: 'North' },
  { id: 49827, name: 'South' },
  { id: 49828, name: 'East' },
  { id: 49829, name: 'West' },
];

/** The id of an entry by its case-insensitive name; 0 if it is not listed. */
export function idOfName(entries: readonly Entry[], name: string): number {
  return entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase())?.id ?? 0;
}
