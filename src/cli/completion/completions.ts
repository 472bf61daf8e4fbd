import type { Command, Option } from 'commander';
import { dialects } from '../../kapture/catalogue/dialect.ts';
import { listOperations } from '../../kapture/catalogue/registry.ts';
import { roles } from '../../kapture/connection/connection.ts';
import { exportFormats } from '../../kapture/exports/exportCustomers.ts';
import { faults } from '../../sandbox/faults.ts';
import { configuredNames } from '../shared/configuredConnection.ts';
import { shells } from './shells.ts';

interface Completion {
  readonly name: string;
  readonly description?: string;
}

/** What can follow the words of a command line. Undefined if it is the name of a file. */
export type Completions = readonly Completion[] | undefined;

/** The values of options and arguments, by the placeholder in the help. */
const values: Readonly<Record<string, readonly string[]>> = {
  ROLE: roles,
  DIALECT: dialects,
  FORMAT: exportFormats,
  MODULE: Object.keys(listOperations),
  ID: faults.map(({ id }) => id),
};

/** What can follow `words`, the complete words after `kapture`. */
export async function completionsOf(
  words: readonly string[],
  partial: string,
  commands: { readonly names: readonly string[]; readonly load: (name: string) => Promise<Command> },
): Promise<Completions> {
  const [name, ...rest] = words;
  if (name === undefined || (name === 'help' && !rest.length))
    return Promise.all(
      commands.names.map(async (each) => ({ name: each, description: (await commands.load(each)).description() })),
    );
  if (!commands.names.includes(name)) return [];
  const command = await commands.load(name);
  const option = command.options.find(({ short, long }) => rest.length && [short, long].includes(rest.at(-1)));
  if (option?.required) return valuesOf(option, rest);
  if (partial.startsWith('-'))
    return command.options.map(({ long = '', description }) => ({ name: long, description: shortened(description) }));
  return name === 'completion' ? named(shells) : undefined;
}

async function valuesOf(option: Option, words: readonly string[]): Promise<Completions> {
  if (option.long === '--connection') return named(await configuredNames(valueOf('--config', words)));
  const placeholder = /<(.+)>/.exec(option.flags)?.[1] ?? '';
  return /FILE|DIR/.test(placeholder) ? undefined : named(values[placeholder] ?? []);
}

function valueOf(option: string, words: readonly string[]): string | undefined {
  const at = words.lastIndexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

function named(names: readonly string[]): Completions {
  return names.map((name) => ({ name }));
}

/** The first clause of a description, because shells show one line. */
function shortened(description: string): string {
  return description.split(/[:;.(]/, 1)[0]!.trim();
}
