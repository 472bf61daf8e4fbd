/** The exit codes of an import, see the help. */
export const exitCodes = { done: 0, someFailed: 1, usage: 2, stopped: 3 } as const;
