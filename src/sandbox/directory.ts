import type { Entry } from './storedCustomer.ts';

/**
 * The sandbox's tenant: what its configuration screens would list. All invented, but for the ids 127 (Website) and
 * 49827 (a zone), which the published Pull sample has.
 */
export const tenantId = 2469;

/** Who is named as the creator of every invented customer, so that nobody takes one for real. */
export const creator: Entry = { id: 900, name: 'Sandbox' };

export const agents: readonly Entry[] = [
  { id: 1001, name: 'Agent Banyan' },
  { id: 1002, name: 'Agent Cardamom' },
  { id: 1003, name: 'Agent Jasmine' },
  { id: 1004, name: 'Agent Lotus' },
  { id: 1005, name: 'Agent Neem' },
  { id: 1006, name: 'Agent Saffron' },
];

/** Primary sources. */
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

/** The id of an entry, whatever the case of its name; 0 for a name that is not listed. */
export function idOfName(entries: readonly Entry[], name: string): number {
  return entries.find((entry) => entry.name.toLowerCase() === name.toLowerCase())?.id ?? 0;
}
