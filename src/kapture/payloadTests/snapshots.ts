import { compareNames } from '../json/compareNames.ts';
import { type IgnoredPaths, ignoredBelow, ignoredPaths, isIgnored } from '../json/jsonPointer.ts';
import { isWithinFormattedLimits, jsonDepth, maxJsonDepth, maxJsonLength } from '../json/jsonLimits.ts';
import { exactText, readExact } from './exactJson.ts';
import { testSuffix, type TestCase } from './testCase.ts';
import type { Redact } from '../redaction/redact.ts';

/** The suffix of the file with the snapshots of a test file, which is beside it. */
export const snapshotSuffix = '.kapture-snapshots.json';

export type SnapshotMode =
  /** Stores missing snapshots. The default. */
  | 'add'
  /** Stores missing and changed snapshots. */
  | 'update'
  /** Stores nothing: a missing snapshot is a failure, as in CI. */
  | 'compare';

/** A snapshot that was stored: `added` if it was missing, `changed` if it replaced an earlier one. */
export type StoredSnapshot = 'added' | 'changed';

export interface CaseSnapshots {
  readonly mode: SnapshotMode;
  /** The snapshot of a step, by its index from 0; undefined if there is none. */
  read(step: number): unknown;
  /** What was stored, in order. */
  readonly stored: readonly StoredSnapshot[];
  /** Stores a snapshot. False, and nothing is stored, if the file would be larger than `maxJsonLength`. */
  write(step: number, snapshot: unknown): boolean;
}

export function snapshotFileOf(testFile: string): string {
  return `${testFile.endsWith(testSuffix) ? testFile.slice(0, -testSuffix.length) : testFile}${snapshotSuffix}`;
}

/** A response without the ignored values, with sorted keys, so that its snapshot only changes with its values. */
export function snapshotOf(response: unknown, ignore: readonly string[] = []): unknown {
  return canonical(response, ignoredPaths(ignore));
}

/** Replaces an ignored element of an array, so that later elements keep their index when the snapshot is read again. */
const ignoredElement = '(ignored)';

function canonical(value: unknown, ignored: IgnoredPaths): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value))
    return isIgnored(ignoredBelow(ignored, '*'))
      ? []
      : value.map((element: unknown, index) => {
          const below = ignoredBelow(ignored, String(index));
          return isIgnored(below) ? ignoredElement : canonical(element, below);
        });
  const entries = Object.entries(value).filter(([key]) => !isIgnored(ignoredBelow(ignored, key)));
  const sorted = entries.sort(([one], [other]) => compareNames(one, other));
  return Object.fromEntries(sorted.map(([key, inner]) => [key, canonical(inner, ignoredBelow(ignored, key))]));
}

/** The snapshots of one test file, by the names of their cases. */
export class SnapshotFile {
  readonly #cases: Map<string, unknown>;
  /** The size of each snapshot in the file, in bytes. Undefined until a snapshot is written. */
  #sizes: Map<string, number> | undefined;
  #text: string;
  /** Whether the text may have changed. Checked after each case, and most cases change nothing. */
  #isChanged = false;

  /**
   * `text` is that of the file; empty if there is none. Throws a `SyntaxError` if it is not a snapshot file, or if it
   * is too large to be read.
   */
  constructor(text: string) {
    this.#text = text;
    if (text.length > maxJsonLength) throw new SyntaxError(tooLargeSnapshots);
    if (jsonDepth(text) > maxJsonDepth)
      throw new SyntaxError(`The snapshot file is nested more than ${maxJsonDepth} levels deep.`);
    const { value, problem } = text.trim() ? readExact(text) : { value: {} };
    if (problem || typeof value !== 'object' || value === null || Array.isArray(value))
      throw new SyntaxError('The snapshot file is not a JSON object.');
    this.#cases = new Map(Object.entries(value));
  }

  /** The snapshots of a case of the file. */
  of(cases: readonly TestCase[], testCase: TestCase, mode: SnapshotMode): CaseSnapshots {
    // The names depend on all cases of the file, and most cases have no snapshot.
    const nameOf = (step: number): string =>
      snapshotName(caseNames(cases).get(testCase) ?? testCase.name, testCase, step);
    const stored: StoredSnapshot[] = [];
    return {
      mode,
      stored,
      read: (step) => this.#cases.get(nameOf(step)),
      write: (step, snapshot) => {
        const before = this.#cases.get(nameOf(step));
        const isStored = this.#write(nameOf(step), snapshot);
        if (isStored && before === undefined) stored.push('added');
        else if (isStored && exactText(before) !== exactText(snapshot)) stored.push('changed');
        return isStored;
      },
    };
  }

  #write(name: string, snapshot: unknown): boolean {
    // The size is checked before the text is made, which can be a hundred times as long as the response.
    if (!isWithinFormattedLimits(snapshot)) return false;
    this.#sizes ??= new Map([...this.#cases].map(([each, value]) => [each, sizeOf(each, value)]));
    const size = sizeOf(name, snapshot);
    const total = [...this.#sizes.values()].reduce((sum, each) => sum + each, size - (this.#sizes.get(name) ?? 0));
    if (total > maxJsonLength) return false;
    this.#sizes.set(name, size);
    this.#cases.set(name, snapshot);
    this.#isChanged = true;
    return true;
  }

  /**
   * Removes the snapshots that no longer belong to a step of the file. Removes nothing if a case has a problem, because
   * its steps are not completely known.
   */
  prune(cases: readonly TestCase[]): void {
    if (cases.some(({ problems }) => problems.length)) return;
    const known = new Set(
      [...caseNames(cases)].flatMap(([testCase, caseName]) =>
        testCase.steps
          .filter(({ expectations }) => expectations.some(({ subject }) => subject === 'snapshot'))
          .map(({ index }) => snapshotName(caseName, testCase, index)),
      ),
    );
    for (const name of this.#cases.keys()) {
      if (known.has(name)) continue;
      this.#cases.delete(name);
      this.#sizes?.delete(name);
      this.#isChanged = true;
    }
  }

  /** The text of the file, sorted by name; undefined if it is unchanged since it was read or this was called. */
  changedText(): string | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    const sorted = [...this.#cases].sort(([one], [other]) => compareNames(one, other));
    const text = `${exactText(Object.fromEntries(sorted), 2)}\n`;
    if (text === this.#text.replaceAll('\r\n', '\n')) return undefined;
    this.#text = text;
    return text;
  }
}

/** The problem of a snapshot file that is too large to be read. */
export const tooLargeSnapshots = `The snapshot file is larger than ${maxJsonLength / 1_000_000} MB.`;

/** The size of a snapshot in the file, in bytes. */
function sizeOf(name: string, snapshot: unknown): number {
  return Buffer.byteLength(exactText({ [name]: snapshot }, 2));
}

/** The name of a snapshot: that of its case, and the step if the case can have several. */
function snapshotName(caseName: string, { hasSteps }: TestCase, step: number): string {
  return hasSteps ? `${caseName} › step ${step + 1}` : caseName;
}

/** Unique names of the cases. A case with the name of an earlier one has a number from 2 that makes its name unique. */
function caseNames(cases: readonly TestCase[]): ReadonlyMap<TestCase, string> {
  const own = new Set(cases.map(({ name }) => name));
  const lastNumbers = new Map<string, number>();
  const names = new Map<TestCase, string>();
  for (const testCase of cases) {
    const { name } = testCase;
    const last = lastNumbers.get(name);
    let number = last === undefined ? 1 : last + 1;
    while (number > 1 && own.has(`${name} (${number})`)) number++;
    lastNumbers.set(name, number);
    names.set(testCase, number > 1 ? `${name} (${number})` : name);
  }
  return names;
}

/** Where the snapshot file of a test file is. */
export interface SnapshotStorage {
  /**
   * The text of the file; empty if there is none. Rejects for a link, which can lead anywhere, and for a large file.
   */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** The snapshots of a test file, in the file beside it. */
export class StoredSnapshots {
  readonly #storage: SnapshotStorage;
  readonly #mode: SnapshotMode;
  #file: SnapshotFile;
  /** The text of the file. */
  #stored: string;

  private constructor(storage: SnapshotStorage, text: string, mode: SnapshotMode) {
    this.#storage = storage;
    this.#mode = mode;
    this.#file = new SnapshotFile(text);
    this.#stored = text;
  }

  /** Rejects if the file cannot be read. */
  static async open(storage: SnapshotStorage, mode: SnapshotMode): Promise<StoredSnapshots> {
    return new StoredSnapshots(storage, await storage.read(), mode);
  }

  of(cases: readonly TestCase[], testCase: TestCase): CaseSnapshots {
    return this.#file.of(cases, testCase, this.#mode);
  }

  /**
   * Stores changed snapshots, without secrets. `cases` are all cases of the file. Rejects if that fails; a later call
   * does not store them either, because their case was reported as not stored.
   */
  async save(cases: readonly TestCase[], redact: Redact): Promise<void> {
    if (this.#mode === 'compare') return;
    if (this.#mode === 'update') this.#file.prune(cases);
    const text = this.#file.changedText();
    if (text === undefined) return;
    const redacted = redact(text);
    try {
      await this.#storage.write(redacted);
    } catch (error) {
      this.#file = new SnapshotFile(this.#stored);
      throw error;
    }
    this.#stored = redacted;
  }
}
