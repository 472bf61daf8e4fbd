import assert from 'node:assert/strict';
import {
  readJson,
  readManifest,
  readManifestTexts,
  textKey,
  withTexts,
  type ManifestTexts,
} from '../../../build/manifestTexts.ts';
import { textsToTranslate } from './textsToTranslate.ts';

/** The texts that are the same in English, by language. */
const languages: Readonly<Record<string, readonly string[]>> = {
  de: [
    'Agent',
    'Array',
    'Details',
    'Header {0}',
    'Host: {0}',
    'ID',
    'ID in Kapture',
    'JSON Schema',
    'JavaScript fetch',
    'Kapture: {0}',
    'Name',
    'OpenAPI 3.1',
    'Operation: {0} (POST {1})',
    'Plan',
    'Plan: {0}',
    'Status',
    'URL',
    'curl (PowerShell)',
    'curl (bash)',
  ],
};

/** The parts that a translation must not change: placeholders, code, variables and link targets. */
function fixedParts(text: string): string[] {
  return [...text.matchAll(/\{\{.*?\}\}|\{\d\}|`[^`]*`|\]\([^)]*\)|\bkapture\.[\w.]+|https?:\/\/[\w.-]*\w/g)]
    .map(([found]) => found)
    .sort();
}

const noDifference = { missing: [], unused: [] };

function difference(translated: readonly string[], english: Iterable<string>): { missing: string[]; unused: string[] } {
  const wanted = new Set(english);
  const present = new Set(translated);
  return {
    missing: [...wanted].filter((text) => !present.has(text)),
    unused: translated.filter((text) => !wanted.has(text)),
  };
}

function assertSameParts(translated: ManifestTexts, english: ManifestTexts): void {
  for (const [key, text] of Object.entries(english).filter(([one]) => one in translated)) {
    assert.deepEqual(fixedParts(translated[key]!), fixedParts(text), key);
    assert.equal(translated[key]!.split('\n').length, text.split('\n').length, `${key}: number of lines`);
    assert.equal(
      translated[key]!.includes('…'),
      text.includes('…'),
      `${key}: the ellipsis of a command that asks for input`,
    );
  }
}

describe('the manifest', () => {
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
  for (const language of Object.keys(languages)) {
    it(`${language}: has all texts and no others`, () =>
      assert.deepEqual(difference(Object.keys(readManifestTexts(language)), Object.keys(english)), noDifference));
    it(`${language}: has the same links, code and lines`, () => assertSameParts(readManifestTexts(language), english));
    it(`${language}: only the name is in English`, () => {
      const texts = readManifestTexts(language);
      assert.deepEqual(
        Object.keys(english).filter((key) => texts[key] === english[key]),
        ['extension.name'],
      );
    });
  }
});

describe('the texts of the editor', () => {
  const english = textsToTranslate();
  for (const [language, sameInEnglish] of Object.entries(languages)) {
    const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as ManifestTexts;
    it(`${language}: has all texts and no others`, () =>
      assert.deepEqual(difference(Object.keys(bundle), english), noDifference));
    it(`${language}: has the same placeholders, links and code`, () =>
      assertSameParts(bundle, Object.fromEntries([...english].map((text) => [text, text]))));
    it(`${language}: nothing is in English`, () => {
      assert.deepEqual(
        Object.entries(bundle)
          .flatMap(([text, translated]) =>
            text === translated && /\p{L}/u.test(text.replace(/\{\d\}/g, '')) ? [text] : [],
          )
          .sort(),
        sameInEnglish,
      );
    });
  }
});
