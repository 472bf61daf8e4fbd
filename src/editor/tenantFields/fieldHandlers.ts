import type { CommandMap } from '../shared/commandMap.ts';
import { exportTenantSchema } from './exportTenantSchema.ts';
import type { FieldCommand } from './fieldCommands.ts';
import { forgetFields } from './forgetFields.ts';
import { labelField } from './labelField.ts';
import type { Learned } from './learned.ts';
import type { FieldCommandPorts } from './ports.ts';
import { showTenantSchema } from './showTenantSchema.ts';

/** The handlers of the commands of the fields. */
export function fieldHandlers(fields: Learned, ports: FieldCommandPorts): Pick<CommandMap, FieldCommand> {
  return {
    'kapture.showTenantSchema': (tenant) => showTenantSchema(tenant, fields, ports),
    'kapture.exportTenantSchema': (tenant, format) => exportTenantSchema(tenant, format, fields, ports),
    'kapture.labelField': () => labelField(fields, ports),
    'kapture.forgetTenantFields': (tenant) => forgetFields(tenant, fields, ports),
  };
}
