/**
 * Ends a command with a sentence for the user that is not an error, so it is not logged. Check the name instead of the
 * class, because several bundles can contain a copy of it.
 */
export class Notice extends Error {
  override readonly name = 'Notice';
}
