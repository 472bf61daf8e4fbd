import { createHash } from 'node:crypto';
import { problemOfName, sandboxName, trimBaseUrl } from '../../kapture/connection/connection.ts';

/** A connection as it was last seen: its name, and a digest of everything else in its entry. */
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
 * Compares the entries of the setting with the connections that were known. A connection is renamed where exactly one name
 * with its facts has disappeared and exactly one has appeared. Also returns what is known from now on.
 */
export function compareConnections(
  known: readonly KnownConnection[],
  entries: readonly unknown[],
): { readonly renames: readonly ConnectionRename[]; readonly known: readonly KnownConnection[] } {
  const { named, unnamed } = readEntries(entries, known);
  const gone = known.filter(({ name }) => !named.has(name));
  const before = new Set(known.map(({ name }) => name));
  const now = [...named].map(([name, { facts }]): KnownConnection => ({ name, facts }));
  const added = now.filter(({ name }) => !before.has(name));
  const renames = gone.flatMap(({ name, facts }): ConnectionRename[] => {
    const others = gone.filter((other) => other.facts === facts);
    const [candidate, ...more] = added.filter((other) => other.facts === facts);
    if (!candidate || more.length || others.length > 1) return [];
    return [{ from: name, to: candidate.name, tenant: named.get(candidate.name)!.tenant }];
  });
  // A name that is being typed may be saved while it is empty or the same as another.
  const pending = gone.filter(
    ({ name, facts }) => unnamed.includes(facts) && !renames.some(({ from }) => from === name),
  );
  return { renames, known: [...now, ...pending] };
}

interface EntryDigests {
  readonly facts: string;
  readonly tenant: string;
}

/** The entries by their names, and the facts of those whose name cannot be used. */
function readEntries(
  entries: readonly unknown[],
  known: readonly KnownConnection[],
): { named: ReadonlyMap<string, EntryDigests>; unnamed: readonly string[] } {
  const named = new Map<string, EntryDigests>();
  const unnamed: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, ...facts } = entry as Readonly<Record<string, unknown>>;
    const trimmed = typeof name === 'string' ? name.trim() : '';
    const digests = { facts: digestOfFacts(facts), tenant: digestOfTenant(entry) };
    const other = named.get(trimmed);
    // Of two with one name, the known one has it: the name of the other may be half typed.
    const isKnown = known.some((one) => one.name === trimmed && one.facts === digests.facts);
    if (problemOfName(trimmed) || trimmed === sandboxName || (other && !isKnown)) {
      unnamed.push(digests.facts);
    } else {
      if (other) unnamed.push(other.facts);
      named.set(trimmed, digests);
    }
  }
  return { named, unnamed };
}

/** A digest of the origin of an entry's base URL, whatever else is wrong with the entry. */
export function digestOfTenant(entry: object): string {
  const { baseUrl } = entry as { readonly baseUrl?: unknown };
  const isUrl = typeof baseUrl === 'string' && URL.canParse(baseUrl);
  return digest(isUrl ? new URL(baseUrl).origin : '');
}

function digestOfFacts(facts: Readonly<Record<string, unknown>>): string {
  const { baseUrl } = facts;
  return digest(
    JSON.stringify(sorted({ ...facts, ...(typeof baseUrl === 'string' && { baseUrl: trimBaseUrl(baseUrl) }) })),
  );
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The same value, with the keys of its objects in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, item]) => [key, sorted(item)]);
}
