import { createHash } from 'node:crypto';
import { problemOfName, sandboxName, trimBaseUrl } from '../../kapture/connection.ts';

/** A connection as it was last seen: its name, and a digest of everything else in its entry. */
export interface KnownConnection {
  readonly name: string;
  readonly facts: string;
}

export interface ConnectionRename {
  readonly from: string;
  readonly to: string;
}

/**
 * Compares the entries of the setting with the connections that were known. A connection is renamed where exactly one name
 * with its facts has disappeared and exactly one has appeared. Also returns what is known from now on.
 */
export function compareConnections(
  known: readonly KnownConnection[],
  entries: readonly unknown[],
): { readonly renames: readonly ConnectionRename[]; readonly known: readonly KnownConnection[] } {
  const { named, unnamed } = readEntries(entries);
  const gone = known.filter(({ name }) => !named.has(name));
  const before = new Set(known.map(({ name }) => name));
  const now = [...named].map(([name, facts]): KnownConnection => ({ name, facts }));
  const added = now.filter(({ name }) => !before.has(name));
  const renames = gone.flatMap(({ name, facts }): ConnectionRename[] => {
    const others = gone.filter((other) => other.facts === facts);
    const [candidate, ...more] = added.filter((other) => other.facts === facts);
    return candidate && !more.length && others.length === 1 ? [{ from: name, to: candidate.name }] : [];
  });
  // A name that is being typed may be saved while it is empty or the same as another.
  const pending = gone.filter(
    ({ name, facts }) => unnamed.includes(facts) && !renames.some(({ from }) => from === name),
  );
  return { renames, known: [...now, ...pending] };
}

/** The facts of each entry by its name, and of those whose name cannot be used. */
function readEntries(entries: readonly unknown[]): { named: ReadonlyMap<string, string>; unnamed: readonly string[] } {
  const named = new Map<string, string>();
  const unnamed: string[] = [];
  for (const entry of entries) {
    if (typeof entry !== 'object' || entry === null) continue;
    const { name, ...facts } = entry as Readonly<Record<string, unknown>>;
    const trimmed = typeof name === 'string' ? name.trim() : '';
    const isUsable = !problemOfName(trimmed) && trimmed !== sandboxName && !named.has(trimmed);
    if (isUsable) named.set(trimmed, digest(facts));
    else unnamed.push(digest(facts));
  }
  return { named, unnamed };
}

function digest(facts: Readonly<Record<string, unknown>>): string {
  const { baseUrl } = facts;
  const text = JSON.stringify(
    sorted({ ...facts, ...(typeof baseUrl === 'string' && { baseUrl: trimBaseUrl(baseUrl) }) }),
  );
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
