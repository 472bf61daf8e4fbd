/** The rule the server states for a phone: ten digits, the first of them 6 or above. A blank one counts as none. */
export const phonePattern = '^\\s*([6-9][0-9]{9})?\\s*$';
/** What the sandbox takes for a well-formed email: the server's own rule is not published. A blank one counts as none. */
export const emailPattern = '^\\s*([^\\s@]+@[^\\s@]+\\.[^\\s@]+)?\\s*$';

/** The fields of Add and Update whose form the server judges. */
export const contactForms = {
  email_id: { pattern: emailPattern, reason: 'invalid-email' },
  phone: { pattern: phonePattern, reason: 'invalid-phone' },
} as const;
