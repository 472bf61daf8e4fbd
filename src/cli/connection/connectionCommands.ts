import type { Command } from 'commander';
import { newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';
import type { OutputOptions } from '../shared/output.ts';

export type WhoamiOptions = ConnectionOptions & Pick<OutputOptions, 'json'>;

export interface CheckOptions extends WhoamiOptions {
  readonly customer?: string;
}

const json = ['--json', 'print JSON, also on a terminal. The default if the output is not a terminal'] as const;

export function whoamiCommand(name: string, run: (options: WhoamiOptions) => Promise<void>): Command {
  const command = newCommand(name)
    .description('Shows the connection, its host, role and dialect, and where its auth key comes from. Sends nothing.')
    .option(...json);
  return withConnection(command, 'kapture whoami --connection acme --config kapture.config.json').action(run);
}

export function checkCommand(name: string, run: (options: CheckOptions) => Promise<void>): Command {
  const command = newCommand(name)
    .description('Tests a connection with reads alone, and proposes changes.')
    .option('--customer <PHONE-OR-ID>', 'a customer that exists, to see more')
    .option(...json);
  return withConnection(command, 'kapture check --sandbox --customer 9845765226').action(run);
}

function withConnection(command: Command, example: string): Command {
  return addConnectionOptions(command, {
    sandbox: 'start a sandbox for this run; the default without --url',
    role: '',
  }).addHelpText('after', `\nExample:\n  ${example}\n${exitCodeHelp()}`);
}
