/**
 * The first column of a file of rows to correct: why each row was not written. It is skipped when a table is read, so a
 * mapping never has it.
 */
export const reasonColumn = 'Reason (Kapture)';
