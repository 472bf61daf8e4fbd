import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { builtInVariables } from '../../../src/kapture/variables/builtInVariables.ts';
import { roles } from '../../../src/kapture/connection/connection.ts';
import { examples } from '../../../src/kapture/catalogue/examples.ts';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { copyFormats } from '../../../src/kapture/commandLines/copyFormats.ts';
import { exportColumns } from '../../../src/kapture/exports/exportColumns.ts';
import { recordColumns } from '../../../src/kapture/records/recordColumns.ts';
import { faults } from '../../../src/sandbox/faults.ts';
import { messagesOf } from './unlocalized.ts';

export const root = path.join(import.meta.dirname, '../../..');

/** The only file that looks up a text that is not a literal. */
const lookup = 'src/editor/shared/texts/catalogueTexts.ts';

/** The sources whose texts are shown in the editor. */
export const shownSources = ['src/extension.ts', ...globSync('src/editor/**/*.ts', { cwd: root })]
  .map((name) => name.replaceAll(path.sep, '/'))
  // The texts of the manifest are in package.nls.json.
  .filter((name) => !/ontributions\.ts$/.test(name));

export function sourceOf(name: string): string {
  return readFileSync(path.join(root, name), 'utf8');
}

/** Texts of the library that the editor shows with `catalogueText`. */
const catalogueTexts: readonly string[] = [
  ...Object.values(operations).flatMap(({ title, request }) => [title, request().description]),
  ...examples.map(({ title }) => title),
  ...builtInVariables.map(({ description }) => description),
  ...Object.values(recordColumns).flatMap(({ title, facet }) => [title, facet?.missing, facet?.bar?.title]),
  ...exportColumns.map(({ title }) => title),
  ...copyFormats.map(({ title }) => title),
  ...faults.flatMap(({ title, description }) => [title, description]),
  ...roles,
].filter((text) => text !== undefined);

/** All English texts that a bundle must translate. */
export function textsToTranslate(): Set<string> {
  const sources = [
    ...shownSources.filter((name) => name !== lookup),
    ...globSync('src/kapture/**/*.ts', { cwd: root }),
  ];
  return new Set([...sources.flatMap((name) => messagesOf(sourceOf(name), name)), ...catalogueTexts]);
}
