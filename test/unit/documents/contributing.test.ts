import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = new URL('../../../', import.meta.url);

function read(path: string): Promise<string> {
  return readFile(new URL(path, root), 'utf8');
}

function pathsLike(pattern: string): string[] {
  return globSync(pattern, { cwd: fileURLToPath(root) }).sort();
}

const documents = [
  'AGENTS.md',
  'CONTRIBUTING.md',
  ...pathsLike('docs/decisions/*.md'),
  ...pathsLike('docs/internals/*.md'),
];

/** Names in the code of other programs. */
const ofOthers: readonly string[] = ['ProxyAgent', 'TreeView'];
const code = [...pathsLike('{src,build}/**/*.ts'), 'bundle.mjs']
  .map((path) => readFileSync(new URL(path, root), 'utf8'))
  .join('\n');

describe('documents for engineers', () => {
  for (const document of documents) {
    it(`${document} → the files it names exist`, async () => {
      const named = [
        ...(await read(document)).matchAll(/`((?:src|test|build|media|docs|\.github)\/[\w./-]*[\w/])`/g),
      ].map(([, path]) => path!);
      assert.deepEqual(
        named.filter((path) => !existsSync(new URL(path, root))),
        [],
      );
    });
    it(`${document} → the names of code in it are in the code`, async () => {
      const named = [...(await read(document)).matchAll(/`([A-Za-z][a-z]+(?:[A-Z][a-z]+)+)`/g)].map(
        ([, name]) => name!,
      );
      assert.deepEqual(
        named.filter((name) => !ofOthers.includes(name) && !code.includes(name)),
        [],
      );
    });
    it(`${document} → the npm scripts it names exist`, async () => {
      const { scripts } = JSON.parse(await read('package.json')) as { scripts: Record<string, string> };
      const named = [...(await read(document)).matchAll(/\bnpm run ([\w:-]+)/g)].map(([, script]) => script!);
      assert.deepEqual(
        named.filter((script) => !(script in scripts)),
        [],
      );
    });
  }

  it('CONTRIBUTING.md → at most 1,500 words', async () => {
    assert.ok((await read('CONTRIBUTING.md')).split(/\s+/).length <= 1500);
  });

  it('docs/decisions/README.md → lists every decision once, by its number and title', async () => {
    const rows = [...(await read('docs/decisions/README.md')).matchAll(/^\| (\d+) \| \[(.+)\]\((.+)\) \|$/gm)];
    assert.deepEqual(
      rows.map(([, , , file]) => `docs/decisions/${file}`),
      pathsLike('docs/decisions/[0-9]*.md'),
    );
    for (const [, number, title, file] of rows)
      assert.ok((await read(`docs/decisions/${file}`)).startsWith(`# ${number}. ${title}\n`), file);
  });

  it('“Add an operation” in CONTRIBUTING.md → names the files written by hand that mention Get FAQ Contents', async () => {
    const [, section = ''] = (await read('CONTRIBUTING.md')).split('\n## Add an operation\n');
    const named = [...section.split('\n## ')[0]!.matchAll(/`([^`]+)`/g)]
      .map(([, code]) => code!.replace('<module>', 'faq').replace('<name>', 'get'))
      .filter((path) => existsSync(new URL(path, root)));
    const mentioning: string[] = [];
    const sources = pathsLike('{src,media}/**/*.{ts,json}');
    for (const path of [...sources, 'docs/requests.md', 'CHANGELOG.md'])
      if (/get-?faq/i.test((await read(path)).replaceAll('Get FAQ', 'get-faq'))) mentioning.push(path);
    assert.deepEqual([...new Set(named)].sort(), mentioning.sort());
  });
});
