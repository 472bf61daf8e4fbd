import { isWithinFormattedLimits, isWithinJsonLimits, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import type { LooseReading } from '../json/looseJson.ts';
import { exactText } from './exactJson.ts';
import type { Finding } from './finding.ts';
import { leafValues } from '../json/leafValues.ts';
import { snapshotOf, type CaseSnapshots } from './snapshots.ts';
import type { Expectation } from './testCase.ts';

/** Differences that a message lists. */
const maxListed = 5;
const maxCompared = 100_000;

/** Compares a response, as `readExact` returns it, with the snapshot of its step, or stores it as the snapshot. */
export function checkSnapshot(
  { operand: { place }, ignore }: Expectation,
  response: LooseReading,
  step: number,
  snapshots: CaseSnapshots | undefined,
): Finding | undefined {
  if (response.problem) return { message: 'Snapshot: the response is not JSON.', place };
  if (!snapshots)
    return { message: 'Snapshot: save this file first, because its snapshots are stored beside it.', place };
  if (!isWithinJsonLimits(response.value))
    return {
      message: `Snapshot: the response is larger than ${maxJsonLength / 1_000_000} MB or nested more than ${maxJsonDepth} levels deep.`,
      place,
    };
  const actual = snapshotOf(response.value, ignore);
  const stored = snapshots.read(step);
  // The snapshot may still have a value that is now ignored.
  const expected = stored === undefined ? undefined : snapshotOf(stored, ignore);
  if (snapshots.mode === 'update' || (stored === undefined && snapshots.mode === 'add')) {
    if (snapshots.write(step, actual)) return undefined;
    return {
      message: `Snapshot: the snapshot file would be larger than ${maxJsonLength / 1_000_000} MB. Ignore values, or split the test file.`,
      place,
    };
  }
  if (stored === undefined)
    return { message: 'Snapshot: not stored yet. Run the tests with --update-snapshots, then commit the file.', place };
  // The stored one is in the file, so it can be formatted.
  const indent = isWithinFormattedLimits(actual) ? 2 : undefined;
  const [before, now] = [exactText(expected, indent), exactText(actual, indent)];
  return before === now
    ? undefined
    : {
        message: `The response differs from its snapshot: ${differences(expected, actual)}.`,
        place,
        expected: before,
        actual: now,
        isSnapshot: true,
      };
}

function differences(expected: unknown, actual: unknown): string {
  const valuesOf = (value: unknown): Map<string, string> =>
    new Map(leafValues(value, maxCompared).map((leaf) => [leaf.pointer, brief(leaf.value)]));
  const [before, now] = [valuesOf(expected), valuesOf(actual)];
  const pointers = [...new Set([...before.keys(), ...now.keys()])].filter(
    (pointer) => before.get(pointer) !== now.get(pointer),
  );
  const listed = pointers
    .slice(0, maxListed)
    .map((pointer) => `${pointer} was ${now.get(pointer) ?? 'missing'}, expected ${before.get(pointer) ?? 'no value'}`);
  const more = pointers.length - listed.length;
  // Empty objects and arrays have no values that could be listed.
  if (!listed.length) return 'an object or array is empty or missing';
  return `${listed.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

function brief(value: unknown): string {
  const text = exactText(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
