import tseslint from 'typescript-eslint';
import { proseConfig } from './build/prose/proseConfig.ts';

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.vscode-test/'] },
  { files: ['**/*.ts', '**/*.mjs'], extends: [tseslint.configs.recommendedTypeChecked] },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      eqeqeq: 'error',
      // Prettier does not wrap comments.
      'max-len': ['error', { code: Infinity, comments: 120, ignoreUrls: true }],
      'no-nested-ternary': 'error',
    },
  },
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  ...proseConfig,
);
