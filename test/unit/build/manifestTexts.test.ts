import assert from 'node:assert/strict';
import { readJson, readManifest, readManifestTexts, textKey, withTexts } from '../../../build/manifestTexts.ts';

describe('the texts of the manifest', () => {
  const keysIn = (value: unknown): string[] => {
    if (typeof value === 'string') return [textKey(value) ?? []].flat();
    return typeof value === 'object' && value !== null ? Object.values(value).flatMap(keysIn) : [];
  };
  const english = readManifestTexts();

  it('has a text for each key, and a key for each text', () => {
    assert.deepEqual([...new Set(keysIn(readJson('package.json')))].sort(), Object.keys(english).sort());
  });
  it('has only keys where VS Code shows a text', () => {
    const shownNames = /^(title|description|markdownDescription|contents|displayName|enumDescriptions|label|altText)$/;
    const shown = (value: unknown, name = ''): string[] => {
      if (typeof value === 'string') return shownNames.test(name) && textKey(value) === undefined ? [value] : [];
      if (Array.isArray(value)) return value.flatMap((one) => shown(one, name));
      if (typeof value !== 'object' || value === null) return [];
      return Object.entries(value).flatMap(([inner, one]) => shown(one, inner));
    };
    // The name of the product.
    assert.deepEqual(new Set(shown(readJson('package.json'))), new Set(['Kapture', 'Kapture CRM']));
  });
  it('is read with its keys replaced by their texts', () => {
    assert.deepEqual(keysIn(readManifest()), []);
    assert.throws(() => withTexts({ title: '%missing.text%' }, english), /no text "missing\.text"/);
  });
});
