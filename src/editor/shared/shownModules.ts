import { modules, type Module } from '../../kapture/catalogue/operation.ts';
import { operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { setting, updateSetting } from './settings.ts';

/** The modules that lists of operations and of examples show: customers, and those of the setting. */
export function shownModules(): readonly Module[] {
  const stated: unknown = setting('modules');
  return modules.filter((module) => module === 'customer' || (Array.isArray(stated) && stated.includes(module)));
}

/** Shows the module of an operation from now on, because the user has chosen it. */
export async function showModuleOf(operation: OperationId): Promise<void> {
  const shown = shownModules();
  const { module } = operations[operation];
  if (!shown.includes(module)) await updateSetting('modules', [...shown, module]);
}
