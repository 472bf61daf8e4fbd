import assert from 'node:assert/strict';
import { Linter } from 'eslint';
import ts from 'typescript';
import tseslint from 'typescript-eslint';
import { translatedValues } from '../../../build/l10n/translatedValues.ts';

const library = `
  export type Dialect = 'flat' | 'nested';
  export interface Connection { readonly role: 'sandbox' | 'production'; readonly dialect: Dialect; readonly name: string; }
  export interface Operation { readonly title: string; readonly id: string; }
  export declare const connection: Connection;
  export declare const operation: Operation;
  export declare function roleText(role: string): string;
  export declare function state(): 'open' | 'closed';
  export declare const l10n: { t(message: string, ...values: unknown[]): string };
  export declare function problem(sentence: string, ...values: unknown[]): object;
`;

/** What the rule reports in a source that can use the library above. */
function reported(source: string): string[] {
  const file = '/src/editor/a.ts';
  const imports = `import { connection, operation, roleText, state, l10n, problem } from '../kapture/library.ts';\n`;
  const texts = new Map([
    [file, imports + source],
    ['/src/kapture/library.ts', library],
  ]);
  const options: ts.CompilerOptions = { strict: true, noLib: true, allowImportingTsExtensions: true, noEmit: true };
  const host: ts.CompilerHost = {
    ...ts.createCompilerHost(options),
    getCurrentDirectory: () => '/',
    directoryExists: () => true,
    fileExists: (name) => texts.has(name),
    readFile: (name) => texts.get(name),
    getSourceFile: (name, language) =>
      texts.has(name) ? ts.createSourceFile(name, texts.get(name)!, language, true) : undefined,
  };
  const programs = [ts.createProgram([file], options, host)];
  const messages = new Linter({ cwd: '/' }).verify(
    texts.get(file)!,
    {
      files: ['**/*.ts'],
      languageOptions: { parser: tseslint.parser, parserOptions: { programs } },
      plugins: { l10n: { rules: { 'translated-values': translatedValues } } },
      rules: { 'l10n/translated-values': 'error' },
    },
    file,
  );
  const lines = texts.get(file)!.split('\n');
  return messages.map(({ line, column, endColumn, message, fatal }) =>
    fatal ? message : lines[line - 1]!.slice(column - 1, endColumn! - 1),
  );
}

describe('translatedValues', () => {
  for (const [source, expected] of [
    [`l10n.t('{0} is {1}.', connection.name, connection.role)`, ['connection.role']],
    [`problem('It is {0}.', connection.role)`, ['connection.role']],
    [`const { role } = connection; l10n.t('{0}', role)`, ['role']],
    [`const { title } = operation; l10n.t('{0}', title)`, ['title']],
    [`l10n.t('{0}: {1}', operation.title, state())`, ['operation.title', 'state()']],
    [`const item = { label: operation.title, id: operation.title }`, ['operation.title']],
    ['const item = { detail: `${connection.role} ${connection.name}` }', ['connection.role']],
    [`l10n.t('{0}', connection.name ? connection.role : connection.name)`, ['connection.role']],
    [`l10n.t('{0}', roleText(connection.role))`, []],
    [`l10n.t('{0} {1}', connection.dialect, operation.id)`, []],
    [`const item = { title: l10n.t('A title') }; l10n.t('{0}', item.title)`, []],
    [`const isOpen = connection.role === 'sandbox'; l10n.t('{0}', 'x')`, []],
  ] as const)
    it(`${source} → ${expected.join(', ') || 'nothing'}`, () => assert.deepEqual(reported(source), expected));
});
