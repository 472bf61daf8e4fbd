export class UsageError extends Error {
  override readonly name = 'UsageError';

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown): error is UsageError {
    return error instanceof Error && error.name === 'UsageError';
  }
}

/** The value of an option that is a whole number, perhaps in a range. */
export function wholeNumber(option: string, text: string, range?: readonly [least: number, most: number]): number {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  const isInRange = value !== undefined && (!range || (value >= range[0] && value <= range[1]));
  if (isInRange) return value;
  throw new UsageError(`Option --${option} must be a whole number${range ? ` from ${range[0]} to ${range[1]}` : ''}.`);
}

/** The oldest Node.js that the command line runs on: the first with `node:sqlite` without a flag. */
export const oldestNode = '22.13';

/** Throws a {@link UsageError} if this version of Node.js is too old. */
export function requireNode(version = process.versions.node): void {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = oldestNode.split('.').map(Number);
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new UsageError(
    `This command needs Node.js ${oldestNode} or later, and this is Node.js ${version}. In a clone of the repository, npx runs it on the Node.js that npm ci installed.`,
  );
}
