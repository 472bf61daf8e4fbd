/** Code of the diagnostic of a write that does something else than its file name says. */
export const otherAct = 'other-act';
