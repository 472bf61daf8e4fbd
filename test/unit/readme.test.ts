import assert from 'node:assert/strict';
import { access, readFile, writeFile } from 'node:fs/promises';
import type { Failure } from '../../src/kapture/catalogue/failure.ts';
import { documentedFor, failureReasons, failures } from '../../src/kapture/catalogue/failures.ts';
import { operationIds, operations } from '../../src/kapture/catalogue/registry.ts';
import { fieldTable, operationTable } from '../../src/kapture/catalogue/fieldTable.ts';
import { readManifest } from '../manifest.ts';
import { commandTables, connectionTable, settingsTable, type ListedManifest } from './manifestTables.ts';

const file = new URL('../../README.md', import.meta.url);

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const sections: Readonly<Record<string, () => string>> = {
  operations: operationTable,
  // The fields of Update are those of Add.
  ...Object.fromEntries(
    operationIds.filter((id) => id !== 'update').map((id) => [`fields:${id}`, () => fieldTable(id)]),
  ),
  failures: failureTable,
  settings: () => settingsTable(readManifest<ListedManifest>()),
  connection: () => connectionTable(readManifest<ListedManifest>()),
  commands: () => commandTables(readManifest<ListedManifest>()),
};

describe('README.md', () => {
  for (const [name, table] of Object.entries(sections)) {
    it(`has the table "${name}" of the catalogue or the manifest (UPDATE_README=1 writes it)`, async () => {
      const text = await readFile(file, 'utf8');
      const wanted = text.replace(
        new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`),
        (_all, open: string, close: string) => `${open}${table()}\n${close}`,
      );
      assert.ok(text.includes(`<!-- ${name} -->`), `no section ${name}`);
      if (process.env['UPDATE_README']) await writeFile(file, wanted);
      else assert.equal(text, wanted);
    });
  }
  it('links to headings and files that are there', async () => {
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
  it('names commands that exist', async () => {
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
  it('names, for each fault of its reliability section, tests that exist', async () => {
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

function failureTable(): string {
  const rows = failureReasons.map((reason) => {
    const { when, status, message }: Failure = failures[reason];
    const ids = documentedFor(reason);
    return [
      ids.length === operationIds.length ? 'all' : ids.map((id) => operations[id].title.split(' ')[0]).join(', '),
      when,
      status ?? 'not stated',
      `\`${message.trim()}\``,
    ];
  });
  return [['Operation', 'When', 'HTTP', 'Kapture says'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
