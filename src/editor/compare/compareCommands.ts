import type { CommandId } from '../shared/commandMap.ts';

/** The commands of comparisons. */
export const compareCommands = [
  'kapture.compareConnections',
  'kapture.keepBaseline',
  'kapture.compareWithBaseline',
  'kapture.removeBaseline',
  'kapture.compareCustomers',
  'kapture.compareWithPulled',
  'kapture.selectForCompare',
  'kapture.compareWithSelected',
] as const satisfies readonly CommandId[];

export type CompareCommand = (typeof compareCommands)[number];
