import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { proseConfig } from '../../../build/prose/proseConfig.ts';

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
    { what: 'code in a comment', path: 'src/a.ts', text: '/** Calls `load(anew)`, {@link anew}. */\n' },
    {
      what: 'a directive with its reason',
      path: 'src/a.ts',
      text: "// eslint-disable-next-line prose/words -- a server's text, anew\nexport const a = 'sent anew by Kapture';\n",
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
  ];
  for (const { what, path, text, found = [] } of cases)
    it(`${what} → ${found.length === 0 ? 'no finding' : `found at ${found.map((one) => one.split(' ')[0]).join(', ')}`}`, () =>
      assert.deepEqual(findings(path, text), found));
});
