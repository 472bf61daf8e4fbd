import type { Command } from 'commander';
import { isListOperation, operationIds } from '../kapture/catalogue/registry.ts';
import { exitCodes } from './shared/exitCodes.ts';
import { packageVersion } from './version.ts';

/** Receives the exit code of a command. */
type Exit = (code: number) => void;

/** Loads a command, whose usage line starts with `program`. */
type CommandLoader = (program: string, exit: Exit) => Promise<Command>;

/** Lists are pulled, which is another command. */
const operationLoaders = operationIds
  .filter((id) => !isListOperation(id))
  .map((operation): [string, CommandLoader] => [
    operation,
    async (program, exit) => {
      const { operationCommand } = await import('./operation/operationCommand.ts');
      return operationCommand(operation, program, async (request, options) => {
        const { runOperation } = await import('./operation/runOperation.ts');
        exit(await runOperation(operation, request, options));
      });
    },
  ]);

/**
 * The commands by name: one for each operation of the catalogue, and those below. Loaded on first use, because neither
 * the version nor the help of one command needs the others.
 */
const loaders: Readonly<Record<string, CommandLoader>> = {
  ...Object.fromEntries(operationLoaders),
  pull: async (program, exit) => {
    const { pullCommand } = await import('./pull/pullCommand.ts');
    return pullCommand(program, async (options) => {
      const { runPull } = await import('./pull/runPull.ts');
      exit(await runPull(options));
    });
  },
  export: async (program, exit) => {
    const { exportCommand } = await import('./pull/pullCommand.ts');
    return exportCommand(program, async (options) => {
      const { runExport } = await import('./pull/runExport.ts');
      exit(await runExport(options));
    });
  },
  sync: async (program, exit) => {
    const { syncCommand } = await import('./sync/syncCommand.ts');
    return syncCommand(program, async (options) => {
      const { runSync } = await import('./sync/runSync.ts');
      exit(await runSync(options));
    });
  },
  whoami: async (program, exit) => {
    const { whoamiCommand } = await import('./connection/connectionCommands.ts');
    return whoamiCommand(program, async (options) => {
      const { whoami } = await import('./connection/whoami.ts');
      exit(await whoami(options));
    });
  },
  check: async (program, exit) => {
    const { checkCommand } = await import('./connection/connectionCommands.ts');
    return checkCommand(program, async (options) => {
      const { check } = await import('./connection/check.ts');
      exit(await check(options));
    });
  },
  test: async (program, exit) => {
    const { testCommand } = await import('./test/testCommand.ts');
    return testCommand(program, async (names, options) => {
      const { runTests } = await import('./test/runTests.ts');
      exit(await runTests(names, options));
    });
  },
  import: async (program, exit) => {
    const { importCommand } = await import('./import/importCommand.ts');
    return importCommand(program, async (file, options) => {
      const { runImport } = await import('./import/importRun.ts');
      exit(await runImport(file, options));
    });
  },
  sandbox: async (program, exit) => {
    const { sandboxCommand } = await import('./sandbox/sandboxCommand.ts');
    return sandboxCommand(program, exit);
  },
  completion: async (program) => {
    const { completionCommand } = await import('./completion/completionCommand.ts');
    return completionCommand(program, async (shell) => {
      const { completionScript } = await import('./completion/completionScript.ts');
      process.stdout.write(await completionScript(shell));
    });
  },
};

/** Runs `kapture`. Resolves to its exit code. */
export async function runKapture(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === 'help') return runKapture(rest.length && !isCommand(rest[0]) ? rest : [...rest, '--help']);
  if (name !== undefined && isCommand(name)) return runOne(name, rest);
  // The scripts of the command `completion` ask for what can follow.
  if (name === 'completion-server') {
    const { printCompletions } = await import('./completion/completionServer.ts');
    await printCompletions({ names: Object.keys(loaders), load: loadCommand });
    return exitCodes.done;
  }
  const kapture = await wholeCommand();
  const { runCommand } = await import('./shared/command.ts');
  // With an unknown command, --help would show the help of `kapture` without any error.
  if (name !== undefined && !name.startsWith('-')) return runCommand(kapture, [name]);
  return runCommand(kapture, args.length ? args : ['--help']);
}

function isCommand(name = ''): boolean {
  return Object.hasOwn(loaders, name);
}

/** `kapture` with all of its commands. */
async function wholeCommand(): Promise<Command> {
  const { newCommand } = await import('./shared/command.ts');
  const kapture = newCommand('kapture')
    .description('Requests, payload tests, imports and the sandbox of Kapture CRM.')
    .version(packageVersion(), '-v, --version', 'show the version')
    .helpCommand('help [command]', 'show the help of a command');
  for (const [name, load] of Object.entries(loaders)) kapture.addCommand(await load(name, ignoreExit));
  return kapture;
}

async function runOne(name: string, args: readonly string[]): Promise<number> {
  let code = 0;
  const command = await loaders[name]!(`kapture ${name}`, (ended) => {
    code = ended;
  });
  const { runCommand } = await import('./shared/command.ts');
  return runCommand(command, args, { exitCode: () => code, showsHelp: name === 'sandbox' });
}

/** The help of a command, for the documentation. */
export async function helpOf(name: string): Promise<string> {
  return (await loadCommand(name)).helpInformation();
}

/** A command that is not run. */
function loadCommand(name: string): Promise<Command> {
  return loaders[name]!(`kapture ${name}`, ignoreExit);
}

function ignoreExit(): void {
  // Only commands that run end with a code.
}
