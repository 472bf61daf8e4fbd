import { Command, CommanderError } from 'commander';
import { KaptureError } from '../../kapture/http/kaptureError.ts';
import { noResponse } from '../../kapture/http/noResponse.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { plain } from './cliOutput.ts';
import { exitCodeOf, exitCodes } from './exitCodes.ts';

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
  /** The exit code of the action. */
  readonly exitCode?: () => number;
  /** Whether the usage follows the sentence about a wrong call. */
  readonly showsHelp?: boolean;
}

/** Runs a command. Resolves to its exit code, also for an error. */
export async function runCommand(
  command: Command,
  args: readonly string[],
  { exitCode = () => exitCodes.done, showsHelp = false }: RunOptions = {},
): Promise<number> {
  try {
    await command.parseAsync([...args], { from: 'user' });
    return exitCode();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done;
    const code = error instanceof CommanderError ? exitCodes.usage : exitCodeOf(error);
    const help = code === exitCodes.usage && showsHelp ? `\n${command.helpInformation()}` : '';
    process.stderr.write(`${sentenceOf(error)}\n${help}`);
    return code;
  }
}

function sentenceOf(error: unknown): string {
  if (KaptureError.is(error)) return plain(inEnglish(noResponse(error)));
  if (!(error instanceof CommanderError)) return error instanceof Error ? error.message : String(error);
  const text = error.message.replace(/^error: /, '').replace(/\s+/g, ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`.replace(/(?<![.)])$/, '.').replace(/(?<=') (?=\()/, '. ');
}
