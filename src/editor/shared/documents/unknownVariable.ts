/** Code of the diagnostics of variables without a value, wherever they stand. */
export const unknownVariable = 'unknown-variable';
