import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { generatedFiles } from '../../build/generatedFiles.ts';
import { readJson, readManifestTexts, textKey } from '../../build/manifestTexts.ts';

describe('the generated files', () => {
  it('are committed as `npm run manifest` writes them', async () => {
    for (const [path, expected] of Object.entries(await generatedFiles()))
      assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), expected, path);
  });
});

describe('the texts of the manifest', () => {
  it('has a text for each key, and a key for each text', () => {
    const keysIn = (value: unknown): string[] => {
      if (typeof value === 'string') return [textKey(value) ?? []].flat();
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
    };
    assert.deepEqual([...new Set(keysIn(readJson('package.json')))].sort(), Object.keys(readManifestTexts()).sort());
  });
  it('has only keys where VS Code shows a text', () => {
    const shownNames = /^(title|description|markdownDescription|contents|displayName|enumDescriptions|label|altText)$/;
    const shown = (value: unknown, name = ''): string[] => {
      if (typeof value === 'string') return shownNames.test(name) && textKey(value) === undefined ? [value] : [];
      if (Array.isArray(value)) return value.flatMap((one) => shown(one, name));
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([inner, one]) => shown(one, inner));
    };
    // Only the name of the product is the same in all languages.
    assert.deepEqual(new Set(shown(readJson('package.json'))), new Set(['Kapture', 'Kapture CRM']));
  });
});
