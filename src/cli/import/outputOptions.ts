/** The options that name files for what a run says. */
export const outputOptions = ['result', 'failures', 'json'] as const;
