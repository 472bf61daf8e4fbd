/** The signature of each command, by ID. Each feature declares its commands in its contributions.ts. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the features extend it
export interface CommandMap {}

export type CommandId = keyof CommandMap;
export type CommandArguments<Id extends CommandId> = CommandMap[Id] extends (...args: infer Arguments) => unknown
  ? Arguments
  : never;
