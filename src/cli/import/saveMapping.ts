import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { changedMappingFile } from '../../kapture/bulk/mappings/changedMappingFile.ts';
import type { Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import { mappingPathOf } from '../../kapture/bulk/mappings/mappingFile.ts';
import { isWrittenDirectly } from '../../kapture/exports/atomicFile.ts';
import { isLink } from '../shared/isLink.ts';
import { readTextFile } from '../shared/readTextFile.ts';
import { UsageError } from '../shared/usageError.ts';
import type { ImportOptions } from './importCommand.ts';
import { writeOutputFile } from './writeOutputFile.ts';

/** Why `--failures` is refused for a plan that reverts another one. */
export const noFailuresOfRevert =
  'Option --failures cannot be used for a plan that reverts a run, because its rows are not those of a table. Use --result.';

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
export async function mappingOfFailuresPath(file: string, { failures }: ImportOptions): Promise<string | undefined> {
  if (failures === undefined || (await isWrittenDirectly(failures))) return undefined;
  const own = mappingPathOf(failures);
  return path.resolve(own) === path.resolve(mappingPathOf(file)) ? undefined : own;
}

/** Throws a {@link UsageError}, before anything is sent, if the mapping of the rows that failed cannot be saved. */
export async function refuseMappingOfFailures(file: string, options: ImportOptions): Promise<void> {
  const own = await mappingOfFailuresPath(file, options);
  if (own === undefined) return;
  await refuseLink(own);
  if (options.mapping !== undefined && path.resolve(own) === path.resolve(options.mapping))
    throw new UsageError(`Option --failures would overwrite the mapping ${own}. Use another name for the file.`);
}

async function refuseLink(file: string): Promise<void> {
  if (await isLink(file)) throw new UsageError(`The mapping ${file} was not saved because it is a symbolic link.`);
}
