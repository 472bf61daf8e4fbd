import { createHash } from 'node:crypto';
import { problemOfName, sandboxName, trimBaseUrl } from '../../../kapture/connection/connection.ts';

/** A connection as last seen: its name, and a digest of the rest of its entry. Stored between sessions. */
export interface KnownConnection {
  readonly name: string;
  readonly facts: string;
}

export interface ConnectionRename {
  readonly from: string;
  readonly to: string;
  /** A digest of the tenant's origin. */
  readonly tenant: string;
}

/**
 * Finds renamed connections. A connection counts as renamed if exactly one name disappeared and exactly one appeared
 * with the same digest. Also returns the connections to compare with next time.
 */
export function compareConnections(
  known: readonly KnownConnection[],
  entries: readonly unknown[],
): { readonly renames: readonly ConnectionRename[]; readonly known: readonly KnownConnection[] } {
  const { named, unnamed: unnamedFacts } = readEntries(entries, known);
  const removed = known.filter(({ name }) => !named.has(name));
  const knownNames = new Set(known.map(({ name }) => name));
  const current = [...named].map(([name, { facts }]): KnownConnection => ({ name, facts }));
  const added = current.filter(({ name }) => !knownNames.has(name));
  const renames = removed.flatMap(({ name, facts }): ConnectionRename[] => {
    const others = removed.filter((other) => other.facts === facts);
    const [candidate, ...more] = added.filter((other) => other.facts === facts);
    if (!candidate || more.length || others.length > 1) return [];
    return [{ from: name, to: candidate.name, tenant: named.get(candidate.name)!.tenant }];
  });
  // Auto save may write a half-typed name that is empty or equal to another one.
  const pending = removed.filter(
    ({ name, facts }) => unnamedFacts.includes(facts) && !renames.some(({ from }) => from === name),
  );
  return { renames, known: [...current, ...pending] };
}

interface EntryDigests {
  readonly facts: string;
  readonly tenant: string;
}

/** The entries by name, and the digests of those whose name is not usable. */
function readEntries(
  entries: readonly unknown[],
  known: readonly KnownConnection[],
): { named: ReadonlyMap<string, EntryDigests>; unnamed: readonly string[] } {
  const named = new Map<string, EntryDigests>();
  const unnamedFacts: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, ...facts } = entry as Readonly<Record<string, unknown>>;
    const trimmed = typeof name === 'string' ? name.trim() : '';
    const digests = { facts: digestOfFacts(facts), tenant: digestOfTenant(entry) };
    const other = named.get(trimmed);
    // If two share a name, it belongs to the known one: the name of the other may be half typed.
    const isKnown = known.some((one) => one.name === trimmed && one.facts === digests.facts);
    if (problemOfName(trimmed) || trimmed === sandboxName || (other && !isKnown)) {
      unnamedFacts.push(digests.facts);
    } else {
      if (other) unnamedFacts.push(other.facts);
      named.set(trimmed, digests);
    }
  }
  return { named, unnamed: unnamedFacts };
}

/** A digest of the origin of an entry's base URL, also for an invalid entry. */
export function digestOfTenant(entry: object): string {
  const { baseUrl } = entry as { readonly baseUrl?: unknown };
  const isUrl = typeof baseUrl === 'string' && URL.canParse(baseUrl);
  return digest(isUrl ? new URL(baseUrl).origin : '');
}

function digestOfFacts(facts: Readonly<Record<string, unknown>>): string {
  const { baseUrl } = facts;
  return digest(
    JSON.stringify(sortKeys({ ...facts, ...(typeof baseUrl === 'string' && { baseUrl: trimBaseUrl(baseUrl) }) })),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The value with sorted object keys. */
function sortKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sortKeys);
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, item]) => [key, sortKeys(item)]);
}
