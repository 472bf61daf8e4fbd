import type { OperationForm } from './form.ts';

/** The shared name of the field at a path in a body of a form; undefined if it has none. */
export function fieldAtPath(
  { fieldMap }: Pick<OperationForm, 'fieldMap'>,
  path: readonly (string | number)[],
): string | undefined {
  if (!fieldMap) return path.length === 1 ? String(path[0]) : undefined;
  const wanted = path.join('\0');
  return Object.entries(fieldMap.paths).find(([, own]) => own.join('\0') === wanted)?.[0];
}
