import type { VariableLookup } from '../../kapture/variables/variables.ts';
import { findDestination } from '../shared/destination.ts';
import { UsageError } from '../shared/usageError.ts';
import { environmentSecrets, lookupFor, readValues } from '../shared/variableValues.ts';
import { wholeNumber } from '../shared/wholeNumber.ts';
import type { ImportOptions } from './importCommand.ts';
import { ImportRun } from './importRun.ts';
import { refuseNoFile } from './refuseNoFile.ts';
import { noFailuresOfRevert } from './saveMapping.ts';

/** Plans an import and, with --apply, applies it. Resolves to the exit code. Throws a {@link UsageError}. */
export async function runImport(file: string, options: ImportOptions): Promise<number> {
  if (options.url === undefined && !options.sandbox) throw new UsageError('Either --url or --sandbox is required.');
  if (options.apply && options.dryRun) throw new UsageError('Options --apply and --dry-run cannot be used together.');
  if (options.resume && options.revert) throw new UsageError('Options --resume and --revert cannot be used together.');
  if (options.plan !== undefined && !options.resume && !options.revert)
    throw new UsageError('Option --plan requires --resume or --revert.');
  refuseMappingOfRevert(options);
  if (options.revert && options.failures !== undefined) throw new UsageError(noFailuresOfRevert);
  if (options.stopAfter !== undefined && wholeNumber('stop-after', options.stopAfter) < 1)
    throw new UsageError('Option --stop-after must be at least 1.');
  // Before the database of its plans is created.
  await refuseNoFile(file);
  const values = await readValues(options);
  const found = await findDestination(options);
  // A server that knows the secrets of payload tests can repeat them.
  const destination = { ...found, target: { ...found.target, variables: environmentSecrets() } };
  try {
    const { connection } = destination.target;
    const { host } = new URL(connection.baseUrl);
    if (options.apply && connection.role === 'production' && options.confirmProduction !== host)
      throw new UsageError(`${host} is production. To write to it, add --confirm-production ${host}.`);
    const lookup = (): VariableLookup => lookupFor(values, connection.timeZone, options.allowEnv);
    return await new ImportRun(file, options, destination, lookup).run();
  } finally {
    await destination.close();
  }
}

/** The rows of a plan that reverts a run are not read from the table. */
function refuseMappingOfRevert({ revert, identifyBy, mapping, map, set, saveMapping }: ImportOptions): void {
  if (!revert) return;
  const given = [
    ...(identifyBy === undefined ? [] : ['identify-by']),
    ...(mapping === undefined ? [] : ['mapping']),
    ...(map.length ? ['map'] : []),
    ...(set.length ? ['set'] : []),
    ...(saveMapping ? ['save-mapping'] : []),
  ];
  if (given.length) throw new UsageError(`Options --revert and --${given[0]} cannot be used together.`);
}
