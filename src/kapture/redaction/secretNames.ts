const secretWords = /key|token|secret|auth|pass|pwd|phrase|pin\b|otp|sign|cred|session|cookie|jwt|bearer|hash|cert/i;

/** Harmless names and words that contain a secret one, as in `customer_assign_emp_code`. */
const harmlessWords = /assign(ed|ee|ment)?|design(ation|er)?|keyword|certified|hashtag|author(?!i)|round_robin_key/gi;

/** Whether a header, parameter or variable of this name contains a secret. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name.replace(harmlessWords, '_'));
}

/**
 * Matches the start of an `Authorization` header, and of a key with the scheme `Basic` that Kapture uses. Repetitions
 * are limited, because V8 can overflow its stack on millions of characters.
 */
const patterns = [
  /\bauthorization\b["']?\s{0,1000}[:=]\s{0,1000}["']?[^\s"',}]/i,
  /\bbasic\s{1,1000}(?=\S{0,1000}[\d=])[A-Za-z0-9+/_-]{8}/i,
];

/** The offset of what looks like an auth key; undefined if there is none. A Kapture request body never contains one. */
export function authKeyOffset(text: string): number | undefined {
  const offsets = patterns.map((mark) => mark.exec(text)?.index).filter((offset) => offset !== undefined);
  return offsets.length ? Math.min(...offsets) : undefined;
}
