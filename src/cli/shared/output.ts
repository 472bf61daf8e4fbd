import type { Command } from 'commander';
import { plain } from './cliOutput.ts';

export interface OutputOptions {
  readonly json?: boolean;
  readonly query?: string;
}

export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'print JSON, unchanged, also on a terminal. The default if the output is not a terminal')
    .option('--query <JSONPATH>', 'print only the matching values of the response, one per line: $..phone');
}

/** Whether the output is for a person, so that it is a table. */
export function isForPeople({ json }: OutputOptions): boolean {
  return process.stdout.isTTY && !json;
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The names and values of an object, or of the objects in an array, in two columns. Nested values are JSON. */
export function tableText(value: unknown): string {
  if (Array.isArray(value)) return value.map((each) => tableText(each)).join('\n\n');
  if (typeof value !== 'object' || value === null) return plain(String(value));
  const entries = Object.entries(value);
  const width = Math.max(0, ...entries.map(([name]) => name.length));
  return entries
    .map(([name, each]) => {
      const text = typeof each === 'object' && each !== null ? JSON.stringify(each) : String(each ?? '');
      return `${plain(name).padEnd(width)}  ${plain(text)}`.trimEnd();
    })
    .join('\n');
}
