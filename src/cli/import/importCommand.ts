import type { Command } from 'commander';
import { identifiers } from '../../kapture/bulk/plans/identifiers.ts';
import { newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';

export interface ImportOptions extends ConnectionOptions {
  readonly apply?: boolean;
  readonly resume?: boolean;
  readonly revert?: boolean;
  readonly plan?: string;
  readonly confirmProduction?: string;
  readonly matchBy?: string;
  readonly encoding?: string;
  readonly mapping?: string;
  readonly saveMapping?: boolean;
  readonly savePlan?: boolean;
  readonly database?: string;
  readonly stopAfter?: string;
  readonly result?: string;
  readonly failures?: string;
}

const notes = `
Nothing is written to the tenant without --apply.
The environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply.
Without --apply, exit code 1 means that some rows have a problem.`;

export function importCommand(name: string, run: (file: string, options: ImportOptions) => Promise<void>): Command {
  const command = newCommand(name)
    .description('Adds or updates the customers in a table: CSV, TSV, JSON or JSON Lines.')
    .argument('<file>', 'the table')
    .option('--apply', 'plan, then add and update the customers. Without it, nothing is written')
    .option('--resume', 'resume the latest plan for this file instead of creating a new one')
    .option('--revert', 'plan to write back the previous values of the latest applied plan for this file')
    .option('--plan <N>', 'the plan that --resume or --revert is for, if it is not the latest one')
    .option('--confirm-production <HOST>', 'allow writes to this production host')
    .option('--match-by <FIELD>', `match customers by: ${identifiers.join(', ')}`)
    .option('--encoding <NAME>', 'windows-1252: how to read a table that is not UTF-8 or UTF-16')
    .option('--mapping <FILE>', 'the mapping (default: NAME.kapture-import.json beside the table, if it exists)')
    .option('--save-mapping', 'write the mapping beside the table, to change it there')
    .option('--save-plan', 'keep the plan without --apply, for --resume')
    .option('--database <FILE>', "keep the plans in this file (default: one in your user's folder for each tenant)")
    .option('--stop-after <N>', 'stop after N consecutive failed rows (default: 10)')
    .option('--result <FILE>', 'write the result of each row as CSV; without --apply, the plan')
    .option('--failures <FILE>', 'write the rows that were not applied as CSV, to correct and import them')
    .option('--pause-ms <N>', 'pause between requests, in milliseconds')
    .option('--parallel <N>', 'number of customers to look up at the same time (default: 3)');
  return addConnectionOptions(command, {
    sandbox: 'start a sandbox for this run',
    role: 'In production, --apply requires --confirm-production',
  })
    .addHelpText('after', `${notes}\n${exitCodeHelp()}`)
    .action(run);
}
