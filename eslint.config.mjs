import tseslint from 'typescript-eslint';

const features = [
  'connections',
  'convert',
  'customers',
  'history',
  'insights',
  'payloadTests',
  'replies',
  'requests',
  'snippets',
  'variables',
];

/** A folder may import only from itself and from the wings named here. */
const wings = {
  'src/kapture/**/*.ts': ['vscode', '**/sandbox/**', '**/editor/**', '**/extension.ts'],
  'src/sandbox/**/*.ts': ['vscode', '**/editor/**', '**/extension.ts'],
  'src/editor/*.ts': ['**/extension.ts'],
  // Features do not import each other: extension.ts hands one to another, through ports.ts.
  'src/editor/*/**/*.ts': ['**/extension.ts', ...features.map((name) => `../${name}/**`)],
};

export default tseslint.config(
  { ignores: ['node_modules/', 'dist/', '.vscode-test/'] },
  ...tseslint.configs.recommendedTypeChecked,
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
    },
  },
  ...Object.entries(wings).map(([files, forbidden]) => ({
    files: [files],
    rules: { 'no-restricted-imports': ['error', { patterns: forbidden }] },
  })),
  { files: ['**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
