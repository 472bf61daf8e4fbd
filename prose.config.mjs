// `npm run lint:prose`: the words alone, without types, in a few seconds.
import tseslint from 'typescript-eslint';
import { proseConfig } from './build/prose/proseConfig.ts';

export default [
  { ignores: ['node_modules/', 'dist/', '.vscode-test/'] },
  {
    // The plugin, so that directives for its rules are known.
    plugins: { '@typescript-eslint': tseslint.plugin },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
  { files: ['**/*.ts', '**/*.mjs'], languageOptions: { parser: tseslint.parser } },
  ...proseConfig,
];
