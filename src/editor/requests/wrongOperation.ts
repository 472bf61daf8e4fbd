/** Code of the diagnostic for a write that does not do what its file name says. */
export const wrongOperation = 'wrong-operation';
