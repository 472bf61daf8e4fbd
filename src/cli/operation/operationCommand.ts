import type { Command } from 'commander';
import { requestSuffix, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { collect, newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';
import { addOutputOptions, type OutputOptions } from '../shared/output.ts';
import type { ConsentOptions } from '../shared/writeConsent.ts';

export interface OperationOptions extends ConnectionOptions, ConsentOptions, OutputOptions {
  readonly field: readonly string[];
}

/** The command that sends one operation of the catalogue. Its name is the operation's ID. */
export function operationCommand(
  operation: OperationId,
  name: string,
  run: (request: string | undefined, options: OperationOptions) => Promise<void>,
): Command {
  const { title, writes, requested } = operations[operation];
  const command = newCommand(name)
    .description(`Sends ${title} once and prints the result.`)
    .argument('[request]', argumentText(operation))
    .option(
      '-f, --field <NAME=VALUE>',
      'a field of the request, by its name in the flat dialect; can be repeated',
      collect,
      [],
    );
  if (writes)
    command
      .option('--yes', 'write to a tenant whose role is development')
      .option('--confirm-production <HOST>', 'write to this production host');
  addOutputOptions(command);
  return addConnectionOptions(command, {
    sandbox: 'start a sandbox for this run, and send to it; the default without --url',
    role: writes ? 'In production, --confirm-production is required' : '',
  })
    .addHelpText('after', `${examplesOf(operation, requested !== undefined)}\n${exitCodeHelp()}`)
    .action(run);
}

function argumentText(operation: OperationId): string {
  const id = operations[operation].requested ? ', or an ID' : '';
  return `the request file, or - for the standard input${id}`;
}

/** Examples for the sandbox, so that they can be tried as they are. */
function examplesOf(operation: OperationId, hasId: boolean): string {
  const { sample, writes } = operations[operation];
  const [field = '', value] = Object.entries(sample).find(([, each]) => typeof each === 'string' && each) ?? [];
  const lines = [
    ...(hasId && !writes ? [`kapture ${operation} 61371820 --sandbox --json`] : []),
    ...(field ? [`kapture ${operation} -f ${field}=${JSON.stringify(value)} --sandbox`] : []),
    `kapture ${operation} request${requestSuffix(operation)} --connection acme --config kapture.config.json`,
  ];
  return `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
