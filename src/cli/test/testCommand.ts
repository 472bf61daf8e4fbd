import type { Command } from 'commander';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';
import { collect, newCommand } from '../shared/command.ts';
import { addConnectionOptions, type ConnectionOptions } from '../shared/connectionOptions.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';

export interface TestOptions extends ConnectionOptions {
  readonly root?: string;
  readonly updateSnapshots?: boolean;
  readonly ci?: boolean;
  readonly report: readonly string[];
  readonly bail?: boolean;
  readonly tag: readonly string[];
  readonly skipTag: readonly string[];
}

const notes = `
The environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply. The value of
{{$secret.token}} is read from KAPTURE_SECRET_TOKEN.`;

/** The command that runs payload tests. `run` gets the arguments of its command line. */
export function testCommand(
  name: string,
  run: (names: readonly string[], options: TestOptions) => Promise<void>,
): Command {
  const command = newCommand(name)
    .description(
      `Runs the payload tests in *${testSuffix} files. Without names, runs all tests in the current folder and its subfolders.`,
    )
    .argument('[names...]', 'files, folders or patterns');
  return addConnectionOptions(command, {
    sandbox: 'start a sandbox for this run and test it; the default without --url',
    role: 'In production, cases that write are not run and count as errors',
  })
    .option('--tag <TAG>', 'run only cases with this tag; can be repeated, and one of the tags is enough', collect, [])
    .option('--skip-tag <TAG>', 'do not run cases with this tag; can be repeated', collect, [])
    .option(
      '--root <FOLDER>',
      'folder that must contain the request files (default: the current folder; for tests outside it, their own folder)',
    )
    .option('--update-snapshots', 'store changed snapshots too, not only missing ones')
    .option('--ci', 'store no snapshots: a missing one is a failure. The default if the environment variable CI is set')
    .option(
      '--report <FORMAT=FILE>',
      'write a report: junit, json or html. junit=a.xml,html=b.html writes several; can be repeated',
      collect,
      [],
    )
    .option('--bail', 'stop after the first case that does not pass')
    .addHelpText('after', `${notes}\n${exitCodeHelp()}`)
    .action(run);
}
