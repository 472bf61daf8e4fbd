import assert from 'node:assert/strict';
import { access, readFile } from 'node:fs/promises';
import { readManifest } from '../../build/manifestTexts.ts';
import type { ListedManifest } from '../../build/manifestTables.ts';

const file = new URL('../../README.md', import.meta.url);

describe('README.md', () => {
  it('links to existing headings and files', async () => {
    const text = await readFile(file, 'utf8');
    const headings = new Set(
      [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
        heading!
          .toLowerCase()
          .replace(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      ),
    );
    const targets = [...text.matchAll(/\]\((?!https:)([^)\s]+)\)/g)].map(([, target]) => target!);
    assert.ok(targets.length > 10);
    for (const target of targets) {
      if (target.startsWith('#')) assert.ok(headings.has(target.slice(1)), target);
      else await access(new URL(target, file));
    }
  });
  it('names existing commands', async () => {
    const { contributes } = readManifest<ListedManifest>();
    const strings = JSON.parse(await readFile(new URL('../../package.nls.json', import.meta.url), 'utf8')) as Record<
      string,
      string
    >;
    const titles = contributes.commands.map(({ title }) => strings[title.slice(1, -1)] ?? title);
    const named = [...(await readFile(file, 'utf8')).matchAll(/\*\*Kapture: ([^*]+)\*\*/g)].map(([, title]) => title!);
    assert.ok(named.length > 10);
    assert.deepEqual(
      named.filter((title) => !titles.includes(title)),
      [],
    );
  });
  it('names existing tests for each fault in its reliability section', async () => {
    const [, section = ''] = (await readFile(file, 'utf8')).split('\n## Reliability\n');
    const rows = section
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .slice(2);
    assert.ok(rows.length > 10);
    for (const row of rows) {
      const shownBy = row.split(' | ').at(-1)!;
      assert.match(shownBy, /^`test\//, row);
      for (const named of shownBy.split('; ')) {
        const [, path = '', titles = ''] =
          /^`(test\/[^`]+\.ts)`: (.+?)(?: \|)?$/.exec(named) ?? assert.fail(`not a file and its tests: ${named}`);
        const source = await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');
        for (const title of titles.split(/(?<=\*), (?=\*)/))
          assert.ok(source.includes(title.replaceAll('*', '')), `${path} has no test named ${title}`);
      }
    }
  });
});
