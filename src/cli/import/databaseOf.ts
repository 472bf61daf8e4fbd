import path from 'node:path';

/** The file with the plans of a table. */
export function databaseOf(file: string): string {
  const { dir, name } = path.parse(file);
  return path.join(dir, `${name}.kapture-plans.sqlite`);
}
