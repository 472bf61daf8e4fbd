import type { Command } from 'commander';
import { newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';

/** A record is likely to change in the week after it was created. */
const defaultTrailingDays = 7;

export interface SyncOptions extends ConnectionOptions {
  /** The folder of the dataset. */
  readonly to: string;
  readonly from?: string;
  readonly module: string;
  readonly trailingDays: string;
  readonly check?: boolean;
}

const notes = `
Each day is a partition: tenant=HOST/module=customer/date=YYYY-MM-DD/part-0.parquet, with the
columns of an export, a column for each further field, and the record as JSON. A partition is
replaced at once when its day is complete. A run that was stopped is resumed by the next one.

Examples:
  kapture sync --to data --from 2026-01-01 --url https://acme.kapturecrm.com
  kapture sync --to data --url https://acme.kapturecrm.com
  kapture sync --to data --check --url https://acme.kapturecrm.com`;

export function syncCommand(name: string, run: (options: SyncOptions) => Promise<void>): Command {
  const command = newCommand(name)
    .description('Pulls customers or tickets into a Parquet dataset. Each run requests only what is new.')
    .requiredOption('--to <FOLDER>', 'the folder of the dataset')
    .option('--from <DAY>', 'first day, YYYY-MM-DD (default: that of the dataset). The last one is today')
    .option('--module <MODULE>', 'customer or ticket', 'customer')
    .option(
      '--trailing-days <N>',
      `days before today that are requested again, because records change later (default: ${defaultTrailingDays})`,
      String(defaultTrailingDays),
    )
    .option('--check', 'write nothing, and compare the IDs of the dataset with those of the tenant')
    .option('--pause-ms <N>', 'pause between requests, in milliseconds')
    .option('--parallel <N>', 'maximum number of concurrent requests (default: 3)');
  return addConnectionOptions(command, { sandbox: 'start a sandbox for this run', role: '' })
    .addHelpText('after', `${notes}\n${exitCodeHelp()}`)
    .action(run);
}
