import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { readManifest } from '../../../build/manifestTexts.ts';
import { newCommand, runCommand } from '../../../src/cli/shared/command.ts';
import { KaptureError } from '../../../src/kapture/http/kaptureError.ts';
import { UsageError } from '../../../src/cli/shared/usage.ts';
import { runInProcess } from './runKapture.ts';

describe('runCommand', () => {
  for (const [what, error, code] of [
    ['wrong usage', new UsageError('The file a.csv could not be read.'), 2],
    ['an unexpected error', new Error('out of memory'), 1],
    ['no connection', new KaptureError('refused', '127.0.0.1:1', ''), 5],
    ['a CA file that cannot be used', new KaptureError('ca-file', 'acme.test', 'ca.pem'), 2],
    ['a canceled request', new KaptureError('canceled', 'acme.test', ''), 130],
  ] as const)
    it(`${what} → exit ${code}`, async () => {
      const command = newCommand('kapture').action(() => {
        throw error;
      });
      assert.equal(await runCommand(command, []), code);
    });
});

describe('kapture', () => {
  const { version } = readManifest<{ version: string }>();
  for (const [args, code, output] of [
    [['--version'], 0, new RegExp(`^${version}\n$`)],
    [['-v'], 0, new RegExp(`^${version}\n$`)],
    [['help'], 0, /^Usage: kapture \[options\] \[command\]\n[^]*\n {2}help \[command\] /],
    [['help', 'test'], 0, /^Usage: kapture test /],
    [['help', 'none'], 2, /^Unknown command 'none'\.\n$/],
    [['none', '--help'], 2, /^Unknown command 'none'\.\n$/],
  ] as const)
    it(`${args.join(' ')} → ${String(output)}`, async () => {
      const ended = await runInProcess(args, { cwd: tmpdir() });
      assert.equal(ended.code, code);
      assert.match(ended.out + ended.err, output);
    });
});
