import type { CommandId } from '../shared/commandMap.ts';

/** The commands of queries. */
export const queryCommands = [
  'kapture.queryDocument',
  'kapture.queryCustomers',
  'kapture.openQuery',
  'kapture.editQuery',
  'kapture.copyQueryValues',
  'kapture.toggleQueryPaths',
  'kapture.saveQuery',
  'kapture.saveQueryValues',
] as const satisfies readonly CommandId[];

export type QueryCommand = (typeof queryCommands)[number];
