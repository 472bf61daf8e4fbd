import { text } from 'node:stream/consumers';
import { keyOfUser, readAuthKey, type AuthKey, type AuthKeyReading } from '../../kapture/connection/authKey.ts';
import { keyOfCommand } from '../../kapture/connection/keyCommand.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { sandboxPassword, sandboxUser } from '../../sandbox/credentials.ts';
import { plain } from './cliOutput.ts';
import type { ChosenConnection } from './configuredConnection.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { UsageError } from './usage.ts';

/** Where the auth key comes from. Contains no secret. */
export type KeySource =
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'user'; readonly user: string; readonly password: string }
  | { readonly kind: 'command'; readonly command: readonly [string, ...string[]]; readonly file: string }
  | { readonly kind: 'stdin' }
  | { readonly kind: 'sandbox' };

/** The source that the options name, or else that of the chosen connection. */
export function keySourceOf(options: ConnectionOptions, chosen: ChosenConnection | undefined): KeySource {
  const { keyEnv, userEnv, passwordEnv, keyStdin } = options;
  if ((userEnv === undefined) !== (passwordEnv === undefined))
    throw new UsageError('Options --user-env and --password-env must be used together.');
  if (keyEnv !== undefined && userEnv !== undefined)
    throw new UsageError('Option --key-env cannot be combined with --user-env and --password-env.');
  if (keyStdin && (keyEnv ?? userEnv) !== undefined)
    throw new UsageError('Option --key-stdin cannot be combined with --key-env or --user-env.');
  if (keyStdin) return { kind: 'stdin' };
  if (userEnv !== undefined && passwordEnv !== undefined) return { kind: 'user', user: userEnv, password: passwordEnv };
  if (keyEnv === undefined && chosen?.keyCommand)
    return { kind: 'command', command: chosen.keyCommand, file: chosen.file };
  return { kind: 'variable', name: keyEnv ?? chosen?.keyEnv ?? 'KAPTURE_KEY' };
}

/** The environment variables of a source. */
export function variablesOf(source: KeySource): readonly string[] {
  if (source.kind === 'user') return [source.user, source.password];
  return source.kind === 'variable' ? [source.name] : [];
}

/** Where the key comes from, in words. Of a `keyCommand`, only the program: its arguments may be private. */
export function sourceText(source: KeySource): string {
  switch (source.kind) {
    case 'variable':
      return variableText(source.name);
    case 'user':
      return `${variableText(source.user)} and ${variableText(source.password)}`;
    case 'command':
      return `keyCommand of ${source.file} (${source.command[0]})`;
    case 'stdin':
      return 'the standard input';
    case 'sandbox':
      return 'the sandbox';
  }
}

function variableText(name: string): string {
  return `the environment variable ${name}${process.env[name] ? '' : ', which is not set'}`;
}

/** Reads the key. Throws a {@link UsageError} that does not contain it. */
export async function readKey(source: KeySource): Promise<AuthKey> {
  const { key, problem } = await readingOf(source);
  if (problem) throw new UsageError(plain(inEnglish(problem)));
  return key;
}

async function readingOf(source: KeySource): Promise<AuthKeyReading> {
  switch (source.kind) {
    case 'variable':
      return readAuthKey(valueOf(source.name));
    case 'user':
      return keyOfUser(valueOf(source.user), valueOf(source.password));
    case 'command':
      return keyOfCommand(source.command);
    case 'stdin':
      if (process.stdin.isTTY)
        throw new UsageError('Option --key-stdin needs a pipe that contains the auth key: `… | kapture …`.');
      return readAuthKey(await text(process.stdin));
    case 'sandbox':
      return keyOfUser(sandboxUser, sandboxPassword);
  }
}

function valueOf(name: string): string {
  const value = process.env[name];
  if (!value) throw new UsageError(`The environment variable ${name} is not set.`);
  return value;
}
