/** Names of headers, parameters and variables that contain secrets. */
export const secretName =
  /key|token|secret|auth|pass|pwd|phrase|pin\b|otp|sign|cred|session|cookie|jwt|bearer|hash|cert/i;
