import assert from 'node:assert/strict';
import { ESLint, Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { proseConfig } from '../../../build/prose/proseConfig.ts';
import { proseOf } from '../../../build/prose/wordsRule.ts';

const linter = new Linter();
const typescript = {
  files: ['**/*.ts'],
  languageOptions: { parser: tseslint.parser },
  linterOptions: { reportUnusedDisableDirectives: 'error' },
} as Linter.Config;

/** `line:column` and name of each finding. */
function findings(path: string, text: string): string[] {
  return linter
    .verify(text, [typescript, ...proseConfig], { filename: path })
    .map(({ ruleId, line, column, message }) => `${line}:${column} ${ruleId ?? message}`);
}

describe('the rule prose/words', () => {
  const cases: readonly { what: string; path: string; text: string; found?: readonly string[] }[] = [
    { what: 'a line comment', path: 'src/a.ts', text: '// Loaded anew.\n', found: ['1:11 prose/words'] },
    {
      what: 'a sentence over two line comments',
      path: 'src/a.ts',
      text: '  // It is taken\n  // back later.\n',
      found: ['1:12 prose/words'],
    },
    {
      what: 'two line comments with code between',
      path: 'src/a.ts',
      text: '// It is taken\nexport {};\n// back later.\n',
    },
    {
      what: 'a sentence over two lines of a doc comment',
      path: 'src/a.ts',
      text: '/**\n * It is taken\n * back later.\n */\n',
      found: ['2:10 prose/words'],
    },
    {
      what: 'a string',
      path: 'src/a.ts',
      text: "export const a = 'not loaded anew';\n",
      found: ['1:30 prose/words'],
    },
    {
      what: 'a template with a value in the sentence',
      path: 'src/a.ts',
      text: 'export const a = (id: string) => `take ${id} back at once`;\n',
      found: ['1:35 prose/words'],
    },
    {
      what: 'the title of a test',
      path: 'test/a.test.ts',
      text: "it('nobody asks → nothing', () => {});\n",
      found: ['1:5 prose/words'],
    },
    {
      what: 'a name in British spelling',
      path: 'src/a.ts',
      text: 'export const wasCancelled = (learntFields: object) => learntFields;\n',
      found: ['1:14 prose/words', '1:30 prose/words', '1:55 prose/words'],
    },
    { what: 'a name of Kapture', path: 'src/a.ts', text: 'export const isOrganisation = true;\n' },
    { what: 'a string of one word', path: 'src/a.ts', text: "export const anew = 'anew';\n" },
    { what: 'code in a comment', path: 'src/a.ts', text: '/** Calls `load(anew)`, {@link anew}. */\n' },
    { what: 'plain words', path: 'src/a.ts', text: "// Loads it again.\nexport const a = 'Reload {0}';\n" },
    {
      what: 'a directive with its reason',
      path: 'src/a.ts',
      text: "// eslint-disable-next-line prose/words -- a server's text, anew\nexport const a = 'sent anew by Kapture';\n",
    },
    {
      what: 'a directive without a finding',
      path: 'src/a.ts',
      text: '// eslint-disable-next-line prose/words -- nothing\nexport {};\n',
      found: ["1:1 Unused eslint-disable directive (no problems were reported from 'prose/words')."],
    },
    {
      what: 'paragraph, heading and table of a document',
      path: 'docs/a.md',
      text: '# Sent anew\n\nIt is taken\nback later.\n\n| a | b |\n| - | - |\n| c | sent anew |\n',
      found: ['1:8 prose/words', '3:7 prose/words', '8:12 prose/words'],
    },
    {
      what: 'code and link targets of a document',
      path: 'docs/a.md',
      text: 'See `load anew` and [it](https://a.b/x-anew-y).\n\n```sh\nload it anew\n```\n',
    },
    {
      what: 'a directive in a document',
      path: 'docs/a.md',
      text: '<!-- eslint-disable-next-line prose/words -- quoted -->\nIt says “sent anew”.\n',
    },
    {
      what: 'a text of the manifest',
      path: 'package.nls.json',
      text: '{ "a.anew b": "Send it anew" }\n',
      found: ['1:24 prose/words'],
    },
    {
      what: 'a comment and a name of payload tests',
      path: 'media/payload-tests/a.json',
      text: '// Sent anew.\n{ "name": "is sent anew", }\n',
      found: ['1:9 prose/words', '2:20 prose/words'],
    },
    {
      what: 'a comment and a name of YAML',
      path: '.github/workflows/a.yml',
      text: '# Sent anew.\r\nname: send it anew\n',
      found: ['1:8 prose/words', '2:15 prose/words'],
    },
    {
      what: 'a comment of a style sheet',
      path: 'src/a.css',
      text: '/* Plain words. */\n/* Drawn anew. */\n',
      found: ['2:10 prose/words'],
    },
  ];
  for (const { what, path, text, found = [] } of cases)
    it(`${what} → ${found.length === 0 ? 'no finding' : `found at ${found.map((one) => one.split(' ')[0]).join(', ')}`}`, () =>
      assert.deepEqual(findings(path, text), found));
});

describe('eslint.config.mjs', () => {
  const eslint = new ESLint();
  for (const path of [
    'README.md',
    'docs/internals/testing.md',
    'src/extension.ts',
    'test/unit/prose/oddWords.test.ts',
    'bundle.mjs',
    'package.nls.json',
    'media/payload-tests/documented-failures.kapture-test.json',
    'test/demo/3 add.kapture-add.json',
    '.github/workflows/test.yml',
    '.ci/run',
    'src/editor/insights/webview/page.css',
    'media/walkthrough/add.svg',
  ])
    it(`${path} → checked for odd words`, async () => {
      const { rules } = (await eslint.calculateConfigForFile(path)) as Linter.Config;
      assert.ok([2, 'error'].includes((rules?.['prose/words'] as unknown[])[0] as number));
    });
});

describe('proseOf', () => {
  it('any of its marks → a text of the same length', () => {
    const text = '/** A `code` {@link b}\n   * [c](d) <br> https://e.f \\n */';
    assert.equal(proseOf(text).length, text.length);
  });
});
