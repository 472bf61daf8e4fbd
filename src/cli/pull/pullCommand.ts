import type { Command } from 'commander';
import { exportFormats } from '../../kapture/exports/exportCustomers.ts';
import { newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';

export interface PullOptions extends ConnectionOptions {
  readonly from: string;
  readonly to?: string;
  readonly module: string;
}

const notes = `
Prints each record as it was received, one per line, once its period is complete. Periods that
fail are listed on the standard error, without their records. A record that changes during the
pull can be in two periods, and is then printed twice. Memory use does not grow with the records.

Examples:
  kapture pull --from 2026-11-01 --to 2026-11-30 --url https://acme.kapturecrm.com > customers.jsonl
  kapture pull --from 2026-11-30 --module ticket --sandbox | jq -r .taskTitle`;

export interface ExportOptions extends PullOptions {
  readonly out: string;
  readonly format?: string;
  readonly columns?: string;
  readonly partial?: boolean;
}

const exportNotes = `
The file has the columns and types of an export in VS Code. An existing file is replaced at the
end, at once. A field of the tenant can be a column, too.

Example:
  kapture export --from 2026-11-01 --to 2026-11-30 --out customers.parquet --url https://acme.kapturecrm.com`;

export function exportCommand(name: string, run: (options: ExportOptions) => Promise<void>): Command {
  const command = newCommand(name)
    .description('Exports the customers or tickets of a date range to a file.')
    .requiredOption('--out <FILE>', 'the file to write')
    .option('--format <FORMAT>', `${exportFormats.join(', ')} (default: as the name of the file ends)`)
    .option('--columns <NAMES>', 'columns of CSV and Parquet, separated by commas')
    .option('--partial', 'write the file even if some of the range is missing');
  return withRange(command, exportNotes).action(run);
}

export function pullCommand(name: string, run: (options: PullOptions) => Promise<void>): Command {
  return withRange(
    newCommand(name).description('Pulls the customers or tickets of a date range as JSON Lines.'),
    notes,
  ).action(run);
}

function withRange(command: Command, text: string): Command {
  command
    .requiredOption('--from <DAY>', 'first day, YYYY-MM-DD, in the time zone of the tenant')
    .option('--to <DAY>', 'last day (default: that of --from)')
    .option('--module <MODULE>', 'customer or ticket', 'customer')
    .option('--pause-ms <N>', 'pause between requests, in milliseconds')
    .option('--parallel <N>', 'maximum number of concurrent requests (default: 3)');
  return addConnectionOptions(command, {
    sandbox: 'start a sandbox for this run; the default without --url',
    role: '',
  }).addHelpText('after', `${text}\n${exitCodeHelp()}`);
}
