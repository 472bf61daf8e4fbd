/** A longer body is passed on while it is received. Its response is shown in parts. */
export const longBodyBytes = 1_000_000;
