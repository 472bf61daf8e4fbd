import type { Command } from 'commander';
import { defaultDialect, dialects } from '../../kapture/catalogue/dialect.ts';
import { configFileName } from '../../kapture/connection/configFile.ts';
import { roles } from '../../kapture/connection/connection.ts';
import { collect } from './command.ts';

export interface ConnectionOptions {
  readonly url?: string;
  readonly sandbox?: boolean;
  readonly role?: string;
  readonly config?: string;
  readonly keyEnv?: string;
  readonly keyStdin?: boolean;
  readonly userEnv?: string;
  readonly passwordEnv?: string;
  readonly dialect: readonly string[];
  readonly cmId?: string;
  readonly header: readonly string[];
  readonly secretHeader: readonly string[];
  readonly authHeader: readonly string[];
  readonly path: readonly string[];
  readonly timeZone?: string;
  readonly timeout?: string;
  readonly pauseMs?: string;
  readonly parallel?: string;
  readonly ca?: string;
  readonly variables?: string;
  readonly connection?: string;
  readonly allowEnv: readonly string[];
}

export function addConnectionOptions(
  command: Command,
  texts: { readonly sandbox: string; readonly role: string },
): Command {
  return command
    .option('--url <URL>', 'base URL: https, or http on this machine')
    .option(
      '--connection <NAME>',
      `connection of the ${configFileName}. With --url or --sandbox, only its values for {{name}} are used`,
    )
    .option('--config <FILE>', `the ${configFileName} (default: that of the environment variable KAPTURE_CONFIG)`)
    .option('--sandbox', texts.sandbox)
    .option(
      '--role <ROLE>',
      `role of the tenant: ${roles.join(', ')}. By default, this machine is a sandbox, and any other host is production. ${texts.role}`,
    )
    .option('--key-env <NAME>', 'environment variable with the auth key (default: KAPTURE_KEY)')
    .option('--key-stdin', 'read the auth key from the standard input')
    .option('--user-env <NAME>', 'environment variable with the user name, instead of an auth key')
    .option('--password-env <NAME>', 'environment variable with the password, together with --user-env')
    .option(
      '--dialect <DIALECT>',
      `dialect of the tenant: ${dialects.join(', ')} (default: ${defaultDialect}). OPERATION=DIALECT sets that of one operation; can be repeated`,
      collect,
      [],
    )
    .option('--cm-id <NUMBER>', "the tenant's own ID, which a Pull in the nested dialect requires")
    .option('--header <NAME=VALUE>', 'also send this header; can be repeated', collect, [])
    .option(
      '--secret-header <NAME>',
      'also send this header, with its value in an environment variable: KAPTURE_X_API_KEY for x-api-key. NAME=VARIABLE names another one',
      collect,
      [],
    )
    .option('--auth-header <NAME>', 'also send the value of Authorization in this header; can be repeated', collect, [])
    .option('--path <OPERATION=PATH>', 'path of an operation, if it is not the default; can be repeated', collect, [])
    .option('--time-zone <ZONE>', "time zone of the tenant's dates (default: Asia/Kolkata)")
    .option('--timeout <SECONDS>', 'timeout of a request (default: 60)')
    .option('--ca <FILE>', 'trusted certificates in addition to those of the system, in PEM format')
    .option('--variables <FILE>', 'values for {{name}} (default: kapture.env.json, if it exists)')
    .option('--allow-env <NAME>', 'allow {{$env:NAME}}; can be repeated', collect, []);
}
