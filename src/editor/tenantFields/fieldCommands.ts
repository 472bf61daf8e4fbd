import type { CommandId } from '../shared/commandMap.ts';

/** The commands of the fields of tenants. */
export const fieldCommands = [
  'kapture.showTenantSchema',
  'kapture.exportTenantSchema',
  'kapture.labelField',
  'kapture.forgetTenantFields',
] as const satisfies readonly CommandId[];

export type FieldCommand = (typeof fieldCommands)[number];
