import json from '@eslint/json';
import markdown from '@eslint/markdown';
import type { Linter } from 'eslint';
import type { WordsOptions } from './wordsRule.ts';
import { wordsRule } from './wordsRule.ts';

const plugins = { json, markdown, prose: { rules: { words: wordsRule } } } as unknown as Linter.Config['plugins'];

function words(options: WordsOptions = {}): Linter.Config['rules'] {
  return { 'prose/words': ['error', options] };
}

/** Files that quote odd words. */
const examples = ['build/prose/oddWords.ts', 'test/unit/prose/wordsRule.test.ts'];

/** Which files have English in them; {@link oddWords} says what it must not contain. */
export const proseConfig: Linter.Config[] = [
  { plugins },
  { files: ['**/*.ts', '**/*.mjs'], ignores: examples, rules: words() },
  { files: ['**/*.md'], ignores: ['**/pictures/**'], language: 'markdown/gfm', rules: words() },
  { files: ['package.nls.json'], language: 'json/json', rules: words({ json: 'values' }) },
  { files: ['l10n/*.json'], language: 'json/json', rules: words({ json: 'keys' }) },
  {
    files: ['media/payload-tests/*.json', 'test/demo/*.json'],
    language: 'json/jsonc',
    languageOptions: { allowTrailingCommas: true },
    rules: words({ json: 'values' }),
  },
];
