const secretWords = /key|token|secret|auth|pass|pwd|phrase|pin\b|otp|sign|cred|session|cookie|jwt|bearer|hash|cert/i;

/** Names and words that contain one of a secret, as in `customer_assign_emp_code`. */
const harmlessWords = /assign(ed|ee|ment)?|design(ation|er)?|keyword|certified|hashtag|author(?!i)|round_robin_key/gi;

/** Whether a header, parameter or variable of this name contains a secret. */
export function isSecretName(name: string): boolean {
  return secretWords.test(name.replace(harmlessWords, '_'));
}
