import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, type ParseError } from 'jsonc-parser';
import { Check } from 'typebox/schema';
import { readManifest } from '../../../build/manifestTexts.ts';
import { helpOf } from '../../../src/cli/index.ts';
import { editorSchema } from '../../../src/kapture/catalogue/editorSchema.ts';
import { hasNamedRequests, operationOfFile, operations } from '../../../src/kapture/catalogue/registry.ts';
import { namedRequestsSchema } from '../../../src/kapture/namedRequests/namedRequestsSchema.ts';
import { readNamedRequests } from '../../../src/kapture/namedRequests/readNamedRequests.ts';
import { copyFormats } from '../../../src/kapture/commandLines/copyFormats.ts';
import { keyVariableOf } from '../../../src/kapture/commandLines/copyable.ts';
import { mappingSuffix } from '../../../src/kapture/bulk/mappings/mappingFile.ts';
import { mappingFileSchema } from '../../../src/kapture/bulk/mappings/mappingFileSchema.ts';
import { testFileSchema } from '../../../src/kapture/payloadTests/testFileSchema.ts';
import { startSandbox } from '../../../src/sandbox/index.ts';
import { configSchema } from '../../../src/kapture/connection/configFile.ts';
import { environmentSchema } from '../../../src/kapture/variables/environment.ts';
import { stateOf } from '../cli/runKapture.ts';
import { blocks, readPage, root, type Block } from './pages.ts';

const run = promisify(execFile);
const allBlocks = blocks();
const jsonBlocks = allBlocks.filter(({ language }) => /^jsonc?$/.test(language));
const testFiles = jsonBlocks.filter(({ name }) => name.endsWith('.kapture-test.json'));

describe('the examples of the documents', () => {
  it('JSON → named after a file', () => {
    assert.ok(jsonBlocks.length > 5);
    for (const { page, name, text } of jsonBlocks) assert.match(name, /\.json$/, `${page}: ${text}`);
  });
  for (const block of jsonBlocks)
    it(`${block.name} of ${block.page} → valid`, () => assert.ok(Check(schemaOf(block), jsonOf(block)), block.text));
  for (const { name, page, text } of jsonBlocks.filter((block) => hasNamedRequests(block.name)))
    it(`the bodies of ${name} of ${page} → valid`, () => {
      const { requests } = readNamedRequests(text);
      assert.ok(requests.length > 1);
      for (const { operation, body, problems } of requests) {
        assert.deepEqual(problems, []);
        const written = text.slice(body!.offset, body!.offset + body!.length);
        assert.ok(Check(editorSchema(operation!), jsonOf({ text: written })), written);
      }
    });
  for (const { name, page } of testFiles)
    it(`${name} of ${page} → passes against the sandbox`, async function () {
      this.timeout(60_000);
      const folder = await mkdtemp(path.join(tmpdir(), 'kapture-example-'));
      try {
        // A test can name other files of its page.
        for (const other of allBlocks.filter((block) => block.page === page && block.name.includes('.')))
          await writeFile(path.join(folder, other.name), other.text);
        const program = `${root}src/cli/main.ts`;
        // The environment is that of a user, because in CI a missing snapshot is a failure.
        const env = { ...process.env, CI: '' };
        const { stdout } = await run(process.execPath, [program, 'test', '--sandbox', name], { cwd: folder, env });
        assert.match(stdout, /^[1-9]\d* passed, 0 failed, 0 could not be run$/m);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  it('the import → prints exactly the shown lines, and imports what it can', async function () {
    this.timeout(60_000);
    const shown = allBlocks.filter(({ page }) => page === 'docs/cli.md');
    const block = (name: string): Block => shown.find((each) => each.name === name) ?? assert.fail(name);
    const [command] = shown.filter(({ language, name }) => language === 'sh' && name === 'import');
    const [output] = shown.filter(({ language, name }) => language === 'text' && name === 'import');
    const folder = await mkdtemp(path.join(tmpdir(), 'kapture-example-'));
    try {
      for (const name of ['customers.csv', 'customers.kapture-import.json'])
        await writeFile(path.join(folder, name), block(name).text);
      const args = command!.text.trim().split(' ').slice(2);
      const ended = run(process.execPath, [`${root}src/cli/main.ts`, ...args], { cwd: folder });
      // One of the three rows cannot be imported, so the command fails.
      const { code, stdout } = (await ended.catch((error: unknown) => error)) as { code: number; stdout: string };
      assert.equal(code, 1, stdout);
      assert.equal(withoutVariableParts(stdout), withoutVariableParts(output!.text));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  it('the import into a sandbox that keeps running → planned, applied and reverted', async function () {
    this.timeout(60_000);
    const shown = allBlocks.filter(({ page }) => page === 'docs/cli.md');
    const block = (name: string): Block => shown.find((each) => each.name === name) ?? assert.fail(name);
    const [first = '', ...commands] = block('import-and-revert').text.trim().split('\n');
    const key = first.replace('export KAPTURE_KEY=', '');
    const folder = await mkdtemp(path.join(tmpdir(), 'kapture-example-'));
    const sandbox = await startSandbox();
    const state = async (): Promise<unknown> => {
      const phone = /^\d+/m.exec(block('states.csv').text)![0];
      const headers = { authorization: `Basic ${key}` };
      const request = { method: 'POST', body: JSON.stringify([{ phone }]), headers };
      const response = await (await fetch(sandbox.url + operations.get.path, request)).json();
      return (response as { 'Customer Details': { state: string } })['Customer Details'].state;
    };
    try {
      await writeFile(path.join(folder, 'states.csv'), block('states.csv').text);
      const states = [await state()];
      for (const command of commands) {
        const args = command.replace('http://127.0.0.1:8787', sandbox.url).split(' ').slice(2);
        const env = { ...process.env, ...stateOf(folder), KAPTURE_KEY: key };
        await run(process.execPath, [`${root}src/cli/main.ts`, ...args], { cwd: folder, env });
        states.push(await state());
      }
      assert.deepEqual(states, ['Karnataka', 'Karnataka', 'Kerala', 'Kerala', 'Karnataka']);
    } finally {
      await sandbox.close();
      await rm(folder, { recursive: true });
    }
  });
  it('curl commands of the sandbox page → the sandbox accepts them', async function () {
    this.timeout(60_000);
    const commands = allBlocks
      .filter(({ page, text }) => page === 'docs/sandbox.md' && text.startsWith('curl '))
      .flatMap(({ text }) => text.replaceAll('\\\n', ' ').trim().split('\n'));
    assert.ok(commands.length >= 3);
    const sandbox = await startSandbox();
    try {
      for (const command of commands) {
        assert.ok(command.includes('http://127.0.0.1:8787/'), command);
        const sent = command.replace('http://127.0.0.1:8787', sandbox.url).replace('curl ', 'curl --fail --silent ');
        await run('bash', ['-c', sent], { env: { ...process.env, NO_PROXY: '*', no_proxy: '*' } });
      }
    } finally {
      await sandbox.close();
    }
  });
  it('code of a request → as the extension copies it', () => {
    const page = 'docs/curl-and-code.md';
    const sections = readPage(page).split(/^### /m).slice(1);
    const request = {
      url: `https://acme.kapturecrm.com${operations.get.path}`,
      body: '[{"kapture_customer_id": "61371820"}]',
      keyVariable: keyVariableOf('Acme'),
    };
    for (const { title, write } of copyFormats) {
      const section = sections.find((text) => text.startsWith(`${title}\n`)) ?? assert.fail(`no section "${title}"`);
      assert.equal(
        /^```\w+\n([\s\S]*?)^```$/m.exec(section)?.[1]?.trimEnd(),
        write(request).replaceAll('\r\n', '\n').trimEnd(),
      );
    }
  });
  it('the variable of the key of the sandbox → as the extension names it', () =>
    assert.ok(readPage('docs/curl-and-code.md').includes(`export ${keyVariableOf('Sandbox')}=`)));
  it('options of the command lines → those of their help', async () => {
    for (const [page, help] of [
      ['docs/payload-tests.md', await helpOf('test')],
      ['docs/sandbox.md', await helpOf('sandbox')],
      ['docs/cli.md', `${await helpOf('import')}${await helpOf('add')}${await helpOf('export')}`],
    ] as const) {
      const named = [...readPage(page).matchAll(/(?<=^\| `|`|kapture (?:test|import).* |-- )--([a-z][a-z-]+)/gm)].map(
        ([option]) => option,
      );
      assert.ok(named.length > 4, page);
      assert.deepEqual(
        named.filter((option) => !help.includes(option)),
        [],
      );
    }
  });
});

/** The output of an import without what differs between runs. */
function withoutVariableParts(output: string): string {
  return output
    .replace(/(?<=127\.0\.0\.1:)\d+/, 'PORT')
    .replace(/(?<=^Plan )\d+/m, 'PLAN')
    .replace(/\d{4}-\d\d-\d\d/, 'DATE');
}

/** The schema of the file that a block shows. */
function schemaOf({ page, name }: Block): object {
  if (name.endsWith('.kapture-test.json')) return testFileSchema();
  if (name.endsWith(mappingSuffix)) return mappingFileSchema();
  if (name === 'kapture.env.json') return environmentSchema;
  if (name === 'kapture.config.json') return configSchema;
  if (name === 'settings.json') return settingsSchema();
  if (hasNamedRequests(name))
    return { ...namedRequestsSchema(() => '#/definitions/body'), definitions: { body: { type: 'object' } } };
  const operation = operationOfFile(name) ?? assert.fail(`${page}: nothing is known of ${name}`);
  return editorSchema(operation);
}

/** The schema of this extension's settings without others. Settings of VS Code are not checked. */
function settingsSchema(): object {
  const { contributes } = readManifest<{ contributes: { configuration: { properties: object } } }>();
  return {
    type: 'object',
    properties: contributes.configuration.properties,
    propertyNames: { anyOf: [{ enum: Object.keys(contributes.configuration.properties) }, { pattern: '^http\\.' }] },
  };
}

function jsonOf({ text }: Pick<Block, 'text'>): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  assert.deepEqual(errors, [], text);
  return value;
}
