/*
 * A value can have hundreds of kilobytes. No two neighboring repetitions of a pattern match the same characters,
 * because it would take quadratic time for some values.
 */

/**
 * The rule that the server states for a phone: ten digits, the first of them 6 or above. A blank phone counts as none.
 */
export const phonePattern = '^\\s*([6-9][0-9]{9}\\s*)?$';
/** What the sandbox accepts as an email, because the server's own rule is unpublished. A blank email counts as none. */
export const emailPattern = '^\\s*([^\\s@]+@[^\\s@][^\\s@.]*\\.[^\\s@]+\\s*)?$';

/** The fields of Add and Update whose format the server checks. */
export const contactFormats = {
  email_id: { pattern: emailPattern, reason: 'invalid-email' },
  phone: { pattern: phonePattern, reason: 'invalid-phone' },
} as const;
