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
