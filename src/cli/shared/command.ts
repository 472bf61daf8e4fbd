import { Command, CommanderError } from 'commander';
import { UsageError } from './usage.ts';

/** The width of the help, in characters. */
const helpWidth = 100;

/**
 * A command that throws instead of ending the process. Of the parsers with commands, commander (12 kB compressed) keeps
 * values as they are and can repeat options; cac (4 kB) reads `0042` as 42, and citty (4 kB) cannot repeat options.
 */
export function newCommand(name: string): Command {
  return (
    new Command(name)
      .exitOverride()
      .configureOutput({ writeErr: () => undefined })
      // Each description states the default of its option.
      .configureHelp({ helpWidth, optionDescription: ({ description }) => description })
      .helpCommand(false)
      .helpOption('-h, --help', 'show this help')
      .showSuggestionAfterError(true)
  );
}

/** Collects the values of an option that can be repeated. */
export function collect(value: string, values: readonly string[]): readonly string[] {
  return [...values, value];
}

interface RunOptions {
  readonly showsHelp?: boolean;
  /** The exit code of an error that the command does not expect; 4 by default, because 1 is the code of failed rows. */
  readonly unexpected?: number;
}

/** Runs a command. Resolves to its exit code: that of its action, 2 for wrong usage, or `unexpected`. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  exitCode: () => number,
  { showsHelp = false, unexpected = 4 }: RunOptions = {},
): Promise<number> {
  try {
    await command.parseAsync([...args], { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const isUsage = UsageError.is(error) || error instanceof CommanderError;
    const help = isUsage && showsHelp ? `\n${command.helpInformation()}` : '';
    process.stderr.write(`${sentenceOf(error)}\n${help}`);
    return isUsage ? 2 : unexpected;
  }
}

function sentenceOf(error: unknown): string {
  if (!(error instanceof CommanderError)) return error instanceof Error ? error.message : String(error);
  const text = error.message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/(?<![.)])$/, '.').replace(/(?<=') (?=\()/, '. ');
}
