import { readFileSync } from 'node:fs';
import { newCommand, runCommand } from './shared/command.ts';
import { importCommand } from './import/importCommand.ts';
import { sandboxCommand } from './sandbox/sandboxCommand.ts';
import { runTests } from './test/runTests.ts';
import { testCommand } from './test/testCommand.ts';

const commandNames = ['test', 'import', 'sandbox'] as const;
export type CommandName = (typeof commandNames)[number];

/** Runs `kapture`. Resolves to its exit code. */
export function runKapture(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'help') return runKapture(rest.length && !isCommand(rest[0]) ? rest : [...rest, '--help']);
  if (isCommand(name)) return runOne(name, rest);
  const exit = { code: 0 };
  const kapture = newCommand('kapture')
    .description('Payload tests, imports and the sandbox of Kapture CRM.')
    .version(packageVersion(), '-v, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command');
  for (const command of commandNames.map((each) => commandOf(each, each, exit))) kapture.addCommand(command);
  // With an unknown command, --help would show the help of `kapture` without any error.
  if (name !== undefined && !name.startsWith('-')) return runCommand(kapture, [name], () => exit.code);
  return runCommand(kapture, args.length ? args : ['--help'], () => exit.code);
}

function isCommand(name: string | undefined): name is CommandName {
  return commandNames.some((each) => each === name);
}

/** The version in package.json, which is two folders up from here in the sources and in the bundle. */
function packageVersion(): string {
  const manifest = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(manifest) as { readonly version: string }).version;
}

function runOne(name: CommandName, args: readonly string[]): Promise<number> {
  const exit = { code: 0 };
  const options = name === 'sandbox' ? { showsHelp: true, unexpected: 1 } : {};
  return runCommand(commandOf(name, `kapture ${name}`, exit), args, () => exit.code, options);
}

/** The help of a command, for the documentation. */
export function helpOf(name: CommandName): string {
  return commandOf(name, `kapture ${name}`, { code: 0 }).helpInformation();
}

function commandOf(name: CommandName, program: string, exit: { code: number }) {
  switch (name) {
    case 'test':
      return testCommand(program, async (names, options) => {
        exit.code = await runTests(names, options);
      });
    case 'import':
      return importCommand(program, async (file, options) => {
        const { runImport } = await import('./import/importRun.ts');
        exit.code = await runImport(file, options);
      });
    case 'sandbox':
      return sandboxCommand(program, (code) => {
        exit.code = code;
      });
  }
}
