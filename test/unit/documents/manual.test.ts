import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import markdownIt from 'markdown-it';
import { lint } from 'markdownlint/promise';
import relativeLinks from 'markdownlint-rule-relative-links';
import { readJson, readManifest, readManifestTexts } from '../../../build/manifestTexts.ts';
import type { ListedManifest } from '../../../build/manifestTables.ts';
import { oldestNode } from '../../../src/cli/requireNode.ts';
import { manualPages, readPage, root } from './pages.ts';

/** Everything that GitHub shows as a page. */
const allPages = globSync(['*.md', 'docs/**/*.md', 'test/**/*.md'], { cwd: root });

/** Labels of VS Code itself that the documents mention. */
const labelsOfVsCode = [
  'Cancel',
  'Compare',
  'Extensions: Install from VSIX...',
  'File: Revert File',
  'Go to Symbol in Editor...',
  'Kapture',
  'Overwrite',
  'Preferences: Open Keyboard Shortcuts',
  'Save without Formatting',
  'Welcome: Open Walkthrough...',
];

describe('the documents', () => {
  it('link to files and headings that exist', async () => {
    const findings = await lint({
      files: allPages.map((page) => root + page),
      config: { default: false, MD051: true, 'relative-links': true },
      customRules: [relativeLinks],
      markdownItFactory: () => markdownIt({ html: true }),
    });
    assert.deepEqual(
      Object.entries(findings).flatMap(([file, errors]) =>
        errors.map(
          ({ lineNumber, errorDetail, errorContext }) =>
            `${file.slice(root.length)}:${lineNumber} ${errorDetail ?? errorContext ?? ''}`,
        ),
      ),
      [],
    );
  });
  it('have links and pictures in Markdown, because those in HTML are not checked', () => {
    for (const page of allPages) assert.doesNotMatch(readPage(page), /<(a|img)\s/i, page);
  });
  it('name commands, buttons and views in bold as the extension does', () => {
    const shown = labelPatterns();
    const unknown = ['README.md', ...manualPages].flatMap((page) =>
      boldTexts(readPage(page))
        .map((bold) => bold.replace(/^Kapture: /, ''))
        .filter((label) => !labelsOfVsCode.includes(label) && !shown.some((pattern) => pattern.test(label)))
        .map((label) => `${page}: ${label}`),
    );
    assert.deepEqual(unknown, []);
  });
  it('name commands with "Kapture:" that exist', () => {
    const titles = readManifest<ListedManifest>().contributes.commands.map(({ title }) => title);
    const named = ['README.md', ...manualPages].flatMap((page) =>
      boldTexts(readPage(page))
        .filter((bold) => bold.startsWith('Kapture: '))
        .map((bold) => bold.slice('Kapture: '.length)),
    );
    assert.ok(named.length > 30);
    assert.deepEqual(
      named.filter((title) => !titles.includes(title)),
      [],
    );
  });
  it('name settings that exist', () => {
    const { properties } = readManifest<ListedManifest>().contributes.configuration;
    const names = Object.keys(properties);
    for (const page of ['README.md', ...manualPages]) {
      const unknown = [...readPage(page).matchAll(/`(kapture\.[A-Za-z.]+)`/g)]
        .map(([, name]) => name!)
        .filter((name) => !names.includes(name) && !/\.(db|(env|config)\.json)$/.test(name));
      assert.deepEqual(
        unknown.filter((name) => !names.some((one) => one.startsWith(`${name}.`))),
        [],
        page,
      );
    }
  });
  it('name the version of Node.js that package.json and the command line require', () => {
    const { engines } = readJson('package.json') as { readonly engines: { readonly node: string } };
    assert.equal(engines.node, `>=${oldestNode}`);
    for (const page of [
      'README.md',
      'CONTRIBUTING.md',
      'docs/getting-started.md',
      'docs/cli.md',
      'docs/payload-tests.md',
      'docs/sandbox.md',
    ])
      assert.ok(readPage(page).includes(`Node.js ${oldestNode} or later`), page);
  });
});

describe('README.md', () => {
  it('has at most 1,500 words', () => {
    const words = readPage('README.md').split(/\s+/).filter(Boolean).length;
    assert.ok(words <= 1500, `${words} words`);
  });
  it('names the commands of the check that judges a clone', () => {
    const commands = readPage('.ci/run').match(/^npm .+$/gm)!;
    assert.ok(readPage('README.md').includes(`\n${commands.join(' && ')}\n`), commands.join(' && '));
  });
});

describe('the manual', () => {
  it('lists every page in its index', () => {
    const index = readPage('docs/README.md');
    for (const page of manualPages.filter((name) => name !== 'docs/README.md'))
      assert.ok(index.includes(`](${page.slice('docs/'.length)})`), page);
  });
  it('says the default of each setting that has one', () => {
    const { properties } = readManifest<ListedManifest>().contributes.configuration;
    const rows = readPage('docs/settings.md').match(/^\| `kapture\..+$/gm)!;
    for (const [name, { default: value }] of Object.entries(properties)) {
      const shown = rows
        .find((row) => row.startsWith(`| \`${name}\``))!
        .split(' | ')
        .at(-1)!;
      const isEmpty = value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
      assert.equal(shown.startsWith('none'), isEmpty, name);
    }
  });
  it('quotes messages in its troubleshooting page as the extension writes them', () => {
    const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => readFileSync(root + file, 'utf8'));
    const symptoms = [...readPage('docs/troubleshooting.md').matchAll(/^\| ([^|]+) \|/gm)].map(([, cell]) => cell!);
    const quoted = symptoms.flatMap((cell) => [...cell.matchAll(/\*([^*]+)\*/g)].map(([, message]) => message!));
    assert.ok(quoted.length > 8);
    for (const message of quoted) {
      const parts = message.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      assert.ok(
        sources.some((source) => new RegExp(parts.join('.+')).test(source)),
        message,
      );
    }
  });
});

/** The bold texts of a page, without its code. */
function boldTexts(page: string): string[] {
  const prose = page.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]+`/g, '`');
  return [...prose.matchAll(/\*\*([^*\n]+)\*\*/g)].map(([, bold]) => bold!);
}

/** The string literals of the sources, which contain every text that is shown. */
function literalsOfSources(): string[] {
  const sources = globSync('src/**/*.ts', { cwd: root }).map((file) => readFileSync(path.join(root, file), 'utf8'));
  return sources.flatMap((source) =>
    [...source.matchAll(/(['"])((?:(?!\1)[^\\\n]|\\.)+)\1/g)].map(([, , literal]) => literal!.replace(/\\(.)/g, '$1')),
  );
}

/** Everything that the extension can show as a label, with `{0}` for any text. A link to a command may lack its "…". */
function labelPatterns(): RegExp[] {
  const texts = [...Object.values(readManifestTexts()), ...literalsOfSources()];
  return texts.map((text) => {
    const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\\\{\d\\\}/g, '.+').replace(/…$/, '…?')}$`);
  });
}
