import json from '@eslint/json';
import markdown from '@eslint/markdown';
import type { Linter } from 'eslint';
import type { WordsOptions } from './wordsRule.ts';
import { plainText } from './plainText.ts';
import { wordsRule } from './wordsRule.ts';

const plugins = {
  json,
  markdown,
  prose: { rules: { words: wordsRule }, languages: { text: plainText } },
} as unknown as Linter.Config['plugins'];

function words(options: WordsOptions = {}): Linter.Config['rules'] {
  return { 'prose/words': ['error', options] };
}

/** Files that quote the odd words. */
const examples = ['build/prose/oddWords.ts', 'test/unit/prose/wordsRule.test.ts'];

/** The ESLint configuration of the rule `prose/words`, by kind of file. */
export const proseConfig: Linter.Config[] = [
  { plugins },
  { files: ['**/*.ts', '**/*.mjs'], ignores: examples, rules: words() },
  { files: ['**/*.md'], ignores: ['**/pictures/**'], language: 'markdown/gfm', rules: words() },
  { files: ['package.nls.json'], language: 'json/json', rules: words({ json: 'values' }) },
  {
    files: ['media/**/*.json', 'test/demo/*.json'],
    language: 'json/jsonc',
    languageOptions: { allowTrailingCommas: true },
    rules: words({ json: 'values' }),
  },
  { files: ['**/*.{yml,css,svg}', '.ci/run'], language: 'prose/text', rules: words() },
];
