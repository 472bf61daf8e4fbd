/** What each command takes and gives, by its id. Each feature declares its own in its contributions.ts. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the features fill it
export interface CommandMap {}

/** The ids of all commands. */
export type CommandId = keyof CommandMap;
export type CommandArguments<Id extends CommandId> = CommandMap[Id] extends (...args: infer Arguments) => unknown
  ? Arguments
  : never;
