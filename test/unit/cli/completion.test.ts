import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { operationIds } from '../../../src/kapture/catalogue/registry.ts';
import { runInProcess } from './runKapture.ts';

describe('completion of a command line', () => {
  let cwd: string;
  before(() => {
    cwd = mkdtempSync(path.join(tmpdir(), 'kapture-completion-'));
    const connections = { acme: { url: 'https://acme.test' }, beta: { url: 'https://beta.test' } };
    writeFileSync(path.join(cwd, 'kapture.config.json'), JSON.stringify({ connections }));
  });
  after(() => rmSync(cwd, { recursive: true }));

  async function complete(line: string, shell = 'bash', env: Readonly<Record<string, string>> = {}): Promise<string> {
    const variables = { COMP_LINE: line, COMP_POINT: String(line.length), SHELL: shell, ...env };
    const { out, code } = await runInProcess(['completion-server'], { cwd, env: variables });
    assert.equal(code, 0);
    return out.trim();
  }

  it('the name of a command → all that begin so, each operation among them', async () => {
    const all = (await complete('kapture ')).split('\n');
    assert.deepEqual(
      ['pull', 'sync', 'completion', 'add-ticket'].filter((name) => !all.includes(name)),
      [],
    );
    assert.ok(all.length > operationIds.length);
    assert.ok(!all.includes('completion-server'));
  });

  for (const [line, shell, text] of [
    ['kapture pu', 'fish', /^push-order\tSends Push Order .*\n[^]*^pull\tPulls /m],
    ['kapture help exp', 'bash', /^export$/],
    ['kapture pull --mo', 'zsh', /^--module:customer or ticket$/],
    ['kapture pull --module t', 'bash', /^ticket$/],
    ['cat a.json | kapture add - --role s', 'zsh', /^sandbox$/],
    ['kapture add --dialect n', 'bash', /^nested$/],
    ['kapture sandbox --fault 40', 'bash', /^401$/],
    ['kapture completion p', 'bash', /^pwsh$/],
    ['kapture get --timeout ', 'bash', /^$/],
    ['kapture get --connection ', 'bash', /^$/],
    ['kapture get --config kapture.config.json --connection ', 'bash', /^acme\nbeta$/],
    ['kapture get --config none.json --connection ', 'bash', /^$/],
    ['kapture get --config ', 'bash', /^__tabtab_complete_files__$/],
    ['kapture test ', 'fish', /^__tabtab_complete_files__$/],
    ['kapture test ', 'pwsh', /^$/],
    ['kapture none ', 'bash', /^$/],
  ] as const)
    it(`${shell}: ${line} → ${String(text)}`, async () => assert.match(await complete(line, shell), text));

  it('KAPTURE_CONFIG → its connections', async () =>
    assert.equal(
      await complete('kapture get --connection a', 'bash', { KAPTURE_CONFIG: 'kapture.config.json' }),
      'acme',
    ));

  for (const shell of ['bash', 'zsh', 'fish', 'pwsh'])
    it(`${shell} → a script for kapture, without placeholders of the template`, async () => {
      const { out } = await runInProcess(['completion', shell], { cwd });
      assert.match(out, /(?:kapture|\$Program) completion-server/);
      assert.doesNotMatch(out, /\{(?:pkgname|completer)\}/);
    });
});
