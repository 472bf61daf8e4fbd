import { isWithinFormattedLimits, isWithinJsonLimits, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import type { LooseReading } from '../json/looseJson.ts';
import { andMore, differenceText, type Difference } from './differenceText.ts';
import { exactText } from './exactJson.ts';
import type { Finding } from './finding.ts';
import { leafValues } from '../json/leafValues.ts';
import { snapshotOf, type CaseSnapshots } from './snapshots.ts';
import type { Expectation } from './testCase.ts';

/** Differences that a message lists. */
const maxListed = 5;
const maxCompared = 100_000;
/** Characters of a value in a message. */
const maxValue = 60;

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
  if (before === now) return undefined;
  const differing = differences(expected, actual);
  return {
    message: `The response differs from its snapshot: ${listText(differing)}.`,
    ...(differing[0] && { differences: { first: differing[0], count: differing.length } }),
    place,
    expected: before,
    actual: now,
    isSnapshot: true,
  };
}

function differences(expected: unknown, actual: unknown): Difference[] {
  const valuesOf = (value: unknown): Map<string, string> =>
    new Map(leafValues(value, maxCompared).map((leaf) => [leaf.pointer, exactText(leaf.value)]));
  const [before, now] = [valuesOf(expected), valuesOf(actual)];
  return [...new Set([...before.keys(), ...now.keys()])]
    .map((pointer) => ({ pointer, was: now.get(pointer), expected: before.get(pointer) }))
    .filter(({ was, expected: value }) => was !== value);
}

function listText(differing: readonly Difference[]): string {
  // Empty objects and arrays have no values that could be listed.
  if (!differing.length) return 'an object or array is empty or missing';
  const listed = differing.slice(0, maxListed).map((difference) => differenceText(difference, maxValue));
  return `${listed.join('; ')}${andMore(differing.length - listed.length)}`;
}
