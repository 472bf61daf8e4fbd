/**
 * An error whose message is a sentence for the user, who sees nothing before it. Check the name instead of the class,
 * because several bundles contain a copy of it.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}
