import assert from 'node:assert/strict';
import {
  readJson,
  readManifest,
  readManifestTexts,
  textKey,
  withTexts,
  type ManifestTexts,
} from '../../../build/manifestTexts.ts';
import { wordsToTranslate } from './wordsToTranslate.ts';

/** By language, what is the same in English: words that the languages share. */
const languages: Readonly<Record<string, readonly string[]>> = {
  de: ['Agent', 'Host: {0}', 'Name', 'Operation: {0} (POST {1})', 'Status'],
};

/** What a translation has to keep: places for values, code, variables and what links lead to. */
function kept(text: string): string[] {
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

function same(translated: ManifestTexts, english: ManifestTexts): void {
  for (const [key, text] of Object.entries(english).filter(([one]) => one in translated)) {
    assert.deepEqual(kept(translated[key]!), kept(text), key);
    assert.equal(translated[key]!.split('\n').length, text.split('\n').length, `${key}: the lines`);
    assert.equal(
      translated[key]!.includes('…'),
      text.includes('…'),
      `${key}: the three dots of a command that asks something`,
    );
  }
}

describe('the manifest', () => {
  const keysIn = (value: unknown): string[] =>
    typeof value === 'string'
      ? [textKey(value) ?? []].flat()
      : typeof value === 'object' && value !== null
        ? Object.values(value).flatMap(keysIn)
        : [];
  const english = readManifestTexts();

  it('has a text for each of its keys, and each text has its key', () => {
    assert.deepEqual([...new Set(keysIn(readJson('package.json')))].sort(), Object.keys(english).sort());
  });
  it('has keys alone where VS Code shows a text', () => {
    const shown = (value: unknown, name = ''): string[] =>
      typeof value === 'string'
        ? /^(title|description|markdownDescription|contents|displayName|enumDescriptions|label|altText)$/.test(name) &&
          textKey(value) === undefined
          ? [value]
          : []
        : Array.isArray(value)
          ? value.flatMap((one) => shown(one, name))
          : typeof value === 'object' && value !== null
            ? Object.entries(value).flatMap(([inner, one]) => shown(one, inner))
            : [];
    // The name of the product.
    assert.deepEqual(new Set(shown(readJson('package.json'))), new Set(['Kapture', 'Kapture CRM']));
  });
  it('is read with its texts in the places of their keys', () => {
    assert.deepEqual(keysIn(readManifest()), []);
    assert.throws(() => withTexts({ title: '%missing.text%' }, english), /no text "missing\.text"/);
  });
  for (const language of Object.keys(languages)) {
    it(`${language}: all of its texts, and none besides`, () =>
      assert.deepEqual(difference(Object.keys(readManifestTexts(language)), Object.keys(english)), noDifference));
    it(`${language}: with the same links, code and lines`, () => same(readManifestTexts(language), english));
    it(`${language}: nothing but the name was left in English`, () => {
      const texts = readManifestTexts(language);
      assert.deepEqual(
        Object.keys(english).filter((key) => texts[key] === english[key]),
        ['extension.name'],
      );
    });
  }
});

describe('what the editor says', () => {
  const words = wordsToTranslate();
  for (const [language, alike] of Object.entries(languages)) {
    const bundle = readJson(`l10n/bundle.l10n.${language}.json`) as ManifestTexts;
    it(`${language}: all of it, and nothing besides`, () =>
      assert.deepEqual(difference(Object.keys(bundle), words), noDifference));
    it(`${language}: with the same places for values, links and code`, () =>
      same(bundle, Object.fromEntries([...words].map((text) => [text, text]))));
    it(`${language}: nothing was left in English`, () => {
      assert.deepEqual(
        Object.entries(bundle)
          .flatMap(([text, translated]) =>
            text === translated && /\p{L}/u.test(text.replace(/\{\d\}/g, '')) ? [text] : [],
          )
          .sort(),
        alike,
      );
    });
  }
});
