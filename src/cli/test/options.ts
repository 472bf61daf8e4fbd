import { parseArgs } from 'node:util';
import { roles, sandboxName } from '../../kapture/connection/connection.ts';
import { testSuffix } from '../../kapture/payloadTests/testCase.ts';

export const usage = `Usage: kapture-test [files, folders or patterns] [options]

Runs the payload tests of *${testSuffix} files; without names, all below this folder.

  --url URL             where to: https, or http on this machine
  --sandbox             start a sandbox for this run and test that; so it is without --url, too
  --role ROLE           what the tenant is: ${roles.join(', ')}. Without it, this
                        machine is a sandbox and all else production, to which nothing is written:
                        cases that add or update are errors there
  --production          the same as --role production
  --key-env NAME        environment variable that holds the auth key (KAPTURE_KEY)
  --user-env NAME, --password-env NAME
                        environment variables that hold user and password, instead of a key
  --path OPERATION=PATH where the tenant has an operation elsewhere; can be given several times
  --time-zone ZONE      zone of the tenant's dates (Asia/Kolkata)
  --timeout SECONDS     how long a response may take (60)
  --ca FILE             certificates to trust besides those of the system, in PEM
  --variables FILE      values for {{name}} (kapture.env.json, if there is one)
  --connection NAME     whose own values are taken from there, too (without --url: ${sandboxName})
  --root FOLDER         folder that request files are read from (this folder; for tests that are
                        outside of it, their own)
  --allow-env NAME      lets tests use {{$env:NAME}}; can be given several times
  --junit FILE          writes a JUnit report
  --bail                stop at the first case that does not pass
  --help                this text

HTTPS_PROXY, HTTP_PROXY and NO_PROXY are heeded.
Exit code 0: all passed; 1: some did not; 2: the call makes no sense,
or the report could not be written; 130: stopped by Ctrl+C.
`;

/** A call that makes no sense, in one sentence. */
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
        path: several,
        'time-zone': text,
        timeout: text,
        ca: text,
        variables: text,
        connection: text,
        root: text,
        'allow-env': several,
        junit: text,
        bail: flag,
        help: { ...flag, short: 'h' },
      },
    });
    return { ...values, names: positionals };
  } catch (error) {
    // Node follows its sentence with advice that the usage gives better.
    throw new UsageError(/^.*?(?=\. |\n|$)/.exec((error as Error).message)![0].replace(/\.?$/, '.'));
  }
}
