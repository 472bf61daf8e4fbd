import type { Memento, SecretStorage } from 'vscode';
import type { KnownConnection, ListChange } from '../renames/connectionRename.ts';
import type { KeyRing } from './keyRing.ts';
import { leftoversKey, storedKey } from './storedSecrets.ts';

/** How long the secrets of a connection are kept that was removed in the settings, in milliseconds. */
const keptMs = 24 * 3600_000;

/**
 * Makes the secrets of connections that were removed in the settings leftovers, which no other connection of the name
 * uses. One that is back within a day, for example after an undo, has its secrets again. Later they are deleted.
 */
export async function followRemovals(
  { before, known, renames }: ListChange,
  secrets: SecretStorage,
  state: Memento,
  keys: Pick<KeyRing, 'namesOf'>,
): Promise<void> {
  const [from, to] = [renames.map((rename) => rename.from), renames.map((rename) => rename.to)];
  const removed = namesWithout(before, known, from);
  const added = namesWithout(known, before, to);
  const now = Date.now();
  const leftovers = leftoversIn(state);
  const stored = new Set(state.get<readonly string[]>(storedKey, []));
  const abandoned = removed.flatMap((name) => keys.namesOf(name));
  for (const id of idsUnder(abandoned, stored)) {
    stored.delete(id);
    leftovers.set(id, now);
  }
  const old = [...leftovers].flatMap(([id, removedAt]) => (now - removedAt > keptMs ? [id] : []));
  for (const id of idsUnder(added, leftovers.keys()).filter((one) => !old.includes(one))) {
    leftovers.delete(id);
    stored.add(id);
  }
  await Promise.all([state.update(storedKey, [...stored]), setLeftovers(leftovers, state)]);
  await Promise.all(old.map((id) => secrets.delete(id)));
  const left = leftoversIn(state);
  for (const id of old) left.delete(id);
  await setLeftovers(left, state);
}

/** Without any, nothing is stored, so that nothing is loaded when VS Code starts. */
async function setLeftovers(leftovers: ReadonlyMap<string, number>, state: Memento): Promise<void> {
  await state.update(leftoversKey, leftovers.size ? Object.fromEntries(leftovers) : undefined);
}

/** The names of connections, without those of others and some further names. */
function namesWithout(
  connections: readonly KnownConnection[],
  others: readonly KnownConnection[],
  names: readonly string[],
): string[] {
  const omitted = new Set([...others.map(({ name }) => name), ...names]);
  return connections.map(({ name }) => name).filter((name) => !omitted.has(name));
}

function leftoversIn(state: Memento): Map<string, number> {
  return new Map(Object.entries(state.get<Readonly<Record<string, number>>>(leftoversKey, {})));
}

/** The IDs of the secrets under these names, which have no slashes. */
function idsUnder(names: readonly string[], ids: Iterable<string>): string[] {
  return [...ids].filter((id) => names.some((name) => id.endsWith(`/${name}`)));
}
