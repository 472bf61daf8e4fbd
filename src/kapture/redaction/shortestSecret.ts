/** The length from which a text is redacted. A shorter one would be found in unrelated text. */
export const shortestSecret = 6;
