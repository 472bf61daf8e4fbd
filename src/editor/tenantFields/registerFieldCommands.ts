import type { Disposable } from 'vscode';
import { lazyHandlers, registerCommands } from '../shared/commands.ts';
import { fieldCommands, type FieldCommand } from './fieldCommands.ts';
import type { FieldCommandPorts } from './ports.ts';
import type { TenantFields } from './register.ts';

/** Registers the commands of the fields, which also find the field of a response. */
export function registerFieldCommands(fields: TenantFields, ports: FieldCommandPorts): Disposable {
  return registerCommands(
    ports.log,
    lazyHandlers<FieldCommand>(fieldCommands, async () =>
      (await import('./index.ts')).fieldHandlers(await fields.load(), ports),
    ),
  );
}
