import path from 'node:path';
import { configFileName, readConfig, type ConfiguredConnection } from '../../kapture/connection/configFile.ts';
import { sandboxName } from '../../kapture/connection/connection.ts';
import { inEnglish } from '../../kapture/problem/problem.ts';
import { readTextFile, systemReason } from './cliFiles.ts';
import { plain } from './cliOutput.ts';
import type { ConnectionOptions } from './connectionOptions.ts';
import { UsageError } from './usage.ts';

/** A connection of a `kapture.config.json`. */
export interface ChosenConnection extends ConfiguredConnection {
  readonly name: string;
  /** The path of the file. */
  readonly file: string;
}

/** The environment variable with the path of the file, in place of --config. */
const fileVariable = 'KAPTURE_CONFIG';

/** Whether the options choose a connection of a `kapture.config.json`. */
export function choosesConfigured({ url, sandbox, config, connection }: ConnectionOptions): boolean {
  if (config !== undefined) return true;
  if (url !== undefined || sandbox || connection === sandboxName) return false;
  return connection !== undefined || Boolean(process.env[fileVariable]);
}

/**
 * The connection of a `kapture.config.json` that the options choose; undefined if they choose none. A file is only read
 * if the user names it: it decides where a key is sent and which program is run, and a cloned folder must not.
 */
export async function configuredConnection(options: ConnectionOptions): Promise<ChosenConnection | undefined> {
  if (!choosesConfigured(options)) return undefined;
  const { config, connection: wanted, url, sandbox } = options;
  if (url !== undefined || sandbox)
    throw new UsageError('Option --config cannot be used together with --url or --sandbox.');
  const file = config ?? process.env[fileVariable];
  if (!file)
    throw new UsageError(
      `Option --connection needs a ${configFileName}: add --config FILE, or set ${fileVariable}. To use only its variables, add --url or --sandbox.`,
    );
  const connections = await readFile(file);
  const name = wanted ?? (connections.size === 1 ? [...connections.keys()][0]! : undefined);
  const known = [...connections.keys()].map((each) => plain(each)).join(', ') || 'none';
  if (name === undefined) throw new UsageError(`Option --connection is required. Connections of ${file}: ${known}.`);
  const found = connections.get(name);
  if (!found)
    throw new UsageError(`${file} has no connection ${JSON.stringify(plain(name))}. Its connections: ${known}.`);
  const { caFile } = found.entry;
  const absolute = typeof caFile === 'string' && { caFile: path.resolve(path.dirname(file), caFile) };
  return { ...found, entry: { ...found.entry, ...absolute }, name, file };
}

/** The names of the connections of a file, or else of the environment variable's; none if it cannot be read. */
export async function configuredNames(file = process.env[fileVariable]): Promise<readonly string[]> {
  if (!file) return [];
  try {
    return [...(await readFile(file)).keys()];
  } catch {
    return [];
  }
}

async function readFile(file: string): Promise<ReadonlyMap<string, ConfiguredConnection>> {
  const text = await readTextFile(file).catch((error: unknown) => {
    throw new UsageError(`The file ${file} could not be read: ${systemReason(error)}.`);
  });
  if (text === undefined) throw new UsageError(`The file ${file} is too large.`);
  const { connections, problem } = readConfig(text);
  if (problem) throw new UsageError(`The file ${file} cannot be used. ${plain(inEnglish(problem))}`);
  return connections;
}
