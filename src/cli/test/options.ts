import { parseArgs } from 'node:util';
import { defaultDialect, dialects } from '../../kapture/catalogue/dialect.ts';
import { roles, sandboxName } from '../../kapture/connection/connection.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';

export const usage = `Usage: kapture-test [files, folders or patterns] [options]

Runs the payload tests in *${testSuffix} files. Without names, runs all tests in the
current folder and its subfolders.

  --url URL             base URL to test: https, or http on this machine
  --sandbox             start a sandbox for this run and test it; the default without --url
  --role ROLE           role of the tenant: ${roles.join(', ')}. By default, this
                        machine is a sandbox, and any other host is production. In production,
                        cases that add or update are not run and count as errors
  --production          same as --role production
  --key-env NAME        environment variable with the auth key (default: KAPTURE_KEY)
  --user-env NAME, --password-env NAME
                        environment variables with user name and password, instead of a key
  --dialect DIALECT     dialect of the tenant: ${dialects.join(', ')} (default: ${defaultDialect}).
                        OPERATION=DIALECT sets that of one operation; can be repeated
  --cm-id NUMBER        the tenant's own ID, which a Pull in the nested dialect requires
  --header NAME=VALUE   also send this header; can be repeated
  --secret-header NAME  also send this header, with its value in an environment variable:
                        KAPTURE_X_API_KEY for x-api-key. NAME=VARIABLE names another one
  --auth-header NAME    also send the value of Authorization in this header; can be repeated
  --path OPERATION=PATH path of an operation, if it is not the default; can be repeated
  --time-zone ZONE      time zone of the tenant's dates (default: Asia/Kolkata)
  --timeout SECONDS     timeout of a request (default: 60)
  --ca FILE             trusted certificates in addition to those of the system, in PEM format
  --variables FILE      values for {{name}} (default: kapture.env.json, if it exists)
  --connection NAME     also use that file's values for this connection (default without --url:
                        ${sandboxName})
  --root FOLDER         folder that must contain the request files (default: the current folder;
                        for tests outside it, their own folder)
  --allow-env NAME      allow tests to use {{$env:NAME}}; can be repeated
  --update-snapshots    store changed snapshots too, not only missing ones
  --ci                  store no snapshots: a missing one is a failure. The default if the
                        environment variable CI is set
  --junit FILE          write a JUnit report
  --bail                stop after the first case that does not pass
  --help                show this help

The environment variables HTTPS_PROXY, HTTP_PROXY and NO_PROXY apply.

Exit codes:
  0    all cases passed
  1    a case did not pass
  2    invalid options, or the report could not be written
  130  stopped with Ctrl+C
`;

/** A problem with the command line, in one sentence. */
export class UsageError extends Error {}

export type Options = ReturnType<typeof readOptions>;

export function readOptions(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const several = { type: 'string', multiple: true, default: [] as string[] } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: text,
        sandbox: flag,
        role: text,
        production: flag,
        'key-env': text,
        'user-env': text,
        'password-env': text,
        dialect: several,
        'cm-id': text,
        header: several,
        'secret-header': several,
        'auth-header': several,
        path: several,
        'time-zone': text,
        timeout: text,
        ca: text,
        variables: text,
        connection: text,
        root: text,
        'allow-env': several,
        'update-snapshots': flag,
        ci: flag,
        junit: text,
        bail: flag,
        help: { ...flag, short: 'h' },
      },
    });
    return { ...values, names: positionals };
  } catch (error) {
    // Only the first sentence of Node's message: its advice is not about our options.
    throw new UsageError(/^.*?(?=\. |\n|$)/.exec((error as Error).message)![0].replace(/\.?$/, '.'));
  }
}
