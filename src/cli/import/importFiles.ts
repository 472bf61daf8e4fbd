import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { changedMappingFile, mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import { PlanDatabase } from '../../kapture/bulk/plans/planDatabase.ts';
import { tenantSegment } from '../../kapture/connection/tenant.ts';
import { isWrittenDirectly } from '../../kapture/exports/atomicFile.ts';
import { StoreError } from '../../kapture/store/storeError.ts';
import { isLink, readTextFile, stateFolder, systemReason } from '../shared/cliFiles.ts';
import { plain } from '../shared/cliOutput.ts';
import { UsageError } from '../shared/usage.ts';
import type { ImportOptions } from './importCommand.ts';

/** The options that name a file for the output of a run. */
export const outputOptions = ['result', 'failures'] as const;

/**
 * Whether a run keeps its plan. A dry run leaves no customer data behind unless the options ask for it, and the
 * customers of a sandbox do not outlive the run.
 */
export function keepsPlan({ apply, resume, revert, savePlan, database, sandbox }: ImportOptions): boolean {
  if (database !== undefined) return true;
  return !sandbox && [apply, resume, revert, savePlan].includes(true);
}

/** The file with the plans of a tenant. It is not beside the table, which can be in a repository. */
function databaseOf(tenant: string): string {
  const name = tenantSegment(tenant).replace(/[^\w.+-]/g, '-');
  return path.join(stateFolder(), 'plans', `${name}.sqlite`);
}

/**
 * Throws a {@link UsageError} unless the table is a file (a table is read several times, which a pipe cannot be), and
 * if a file for output is one that the run reads or that another option writes, or its folder does not exist.
 */
export async function checkFiles(file: string, options: ImportOptions): Promise<void> {
  const found = await stat(file).catch((error: unknown) => {
    throw new UsageError(`The file ${plain(file)} could not be read: ${systemReason(error)}.`);
  });
  if (!found.isFile())
    throw new UsageError(`${plain(file)} is a folder, a pipe or a device. Save the table as a file, and import that.`);
  const used = new Map([
    [await realFile(file), 'the table'],
    [await realFile(options.mapping ?? mappingPathOf(file)), 'the mapping'],
  ]);
  if (options.database !== undefined) used.set(await realFile(options.database), 'the database of plans');
  for (const option of outputOptions) {
    const name = options[option];
    if (name === undefined) continue;
    const output = await realFile(name);
    const role = used.get(output);
    if (role !== undefined) throw new UsageError(`Option --${option} would overwrite ${role}, ${name}.`);
    used.set(output, `the file of --${option}`);
  }
  for (const option of ['database', ...outputOptions] as const) {
    const name = options[option];
    if (name === undefined) continue;
    const folder = path.dirname(path.resolve(name));
    const isFolder = await stat(folder).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) throw new UsageError(`The folder ${plain(folder)} of --${option} does not exist. Create it first.`);
  }
}

/** The real path of a file that may not exist yet, also through a symbolic link. */
async function realFile(name: string): Promise<string> {
  const whole = path.resolve(name);
  return realpath(whole).catch(async () => {
    const folder = path.dirname(whole);
    return folder === whole ? whole : path.join(await realFile(folder), path.basename(whole));
  });
}

/**
 * Opens or creates the database of plans, or a temporary one for a plan that is not kept. `onSetAside` is called with
 * the new path of a damaged file. Throws a {@link StoreError}, and a {@link UsageError} if the user named a file that
 * is not such a database; that file stays unchanged.
 */
export async function openPlans(
  tenant: string,
  options: ImportOptions,
  onSetAside: (path: string) => void,
): Promise<PlanDatabase> {
  if (!keepsPlan(options)) return PlanDatabase.openTemporary();
  const { database } = options;
  const name = database ?? databaseOf(tenant);
  if (database !== undefined && !canHavePlans(database))
    throw new UsageError(`The file ${database} of --database is not a database of plans, or it is damaged.`);
  try {
    if (database === undefined) await makePrivateFolder(path.dirname(name));
    const plans = PlanDatabase.open(name);
    if (plans.setAside !== undefined) onSetAside(plans.setAside);
    return plans;
  } catch (error) {
    const failure = StoreError.from(error);
    if (!StoreError.is(failure) || failure.reason === 'busy') throw failure;
    const sentence = `The database of plans ${name} could not be opened: ${systemReason(failure)}. Use --database to store plans elsewhere.`;
    throw new StoreError(failure.reason, sentence, failure);
  }
}

/** Creates a folder that only this user can read, or makes an existing one private. */
async function makePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
}

/** Whether a file is missing, empty or a database with the tables of plans. */
function canHavePlans(name: string): boolean {
  if (!existsSync(name) || statSync(name).size === 0) return true;
  try {
    const database = new DatabaseSync(name, { readOnly: true });
    try {
      const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
      const names = tables.map((table) => table['name']);
      return names.length === 0 || ['plan', 'plan_row', 'journal'].every((table) => names.includes(table));
    } finally {
      database.close();
    }
  } catch (error) {
    // Any other error, such as a lack of permissions, is reported when the file is opened.
    return !StoreError.is(StoreError.from(error), 'damaged');
  }
}

/** Writes a file of the options. Throws a {@link UsageError} if that fails. */
export async function writeOutputFile(name: string, write: (name: string) => Promise<void>): Promise<void> {
  try {
    await write(name);
  } catch (error) {
    throw new UsageError(`The file ${plain(name)} could not be written: ${systemReason(error)}.`);
  }
}

/**
 * Writes a mapping, but not through a symbolic link. Comments and layout of an earlier one stay. Throws a
 * {@link UsageError}.
 */
export async function saveMapping(file: string, mapping: Mapping): Promise<void> {
  await refuseLink(file);
  const earlier = (await readTextFile(file).catch(() => undefined)) ?? '';
  await writeOutputFile(file, (name) => writeFile(name, changedMappingFile(earlier, mapping)));
}

/**
 * The file for the mapping of the rows that failed; undefined if there is none, if it is the one of the table, which
 * stays, or if the rows go to something without a place beside it, such as `/dev/stdout`.
 */
export async function mappingOfFailuresPath(
  file: string,
  { failures, mapping }: ImportOptions,
): Promise<string | undefined> {
  if (failures === undefined || (await isWrittenDirectly(failures))) return undefined;
  const own = path.resolve(mappingPathOf(failures));
  await refuseLink(own);
  if (mapping !== undefined && own === path.resolve(mapping))
    throw new UsageError(`Option --failures would overwrite the mapping ${mapping}. Use another name for the file.`);
  return own === path.resolve(mappingPathOf(file)) ? undefined : own;
}

async function refuseLink(file: string): Promise<void> {
  if (await isLink(file)) throw new UsageError(`The mapping ${file} was not saved because it is a symbolic link.`);
}
