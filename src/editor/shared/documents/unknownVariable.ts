/** Code of the diagnostics for variables without a value, in requests and in payload tests. */
export const unknownVariable = 'unknown-variable';
