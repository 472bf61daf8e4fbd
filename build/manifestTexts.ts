import { readFileSync } from 'node:fs';

/** Texts of the manifest by their keys, as package.nls.json has them. */
export type ManifestTexts = Readonly<Record<string, string>>;

const root = new URL('../', import.meta.url);

/** `package.json` with its texts filled in, as VS Code shows them where English is its language. Its shape is the caller's to name. */
export function readManifest<T>(): T {
  return withTexts(readJson('package.json'), readManifestTexts()) as T;
}

/** The texts of `package.json` in one language, such as `de`; without one, in English. */
export function readManifestTexts(language?: string): ManifestTexts {
  return readJson(language ? `package.nls.${language}.json` : 'package.nls.json') as ManifestTexts;
}

/** A file of the repository's root as it is, with `%keys%` for texts. */
export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, root), 'utf8'));
}

/** The same value with a text for each `%key%`. A key without a text is an error. */
export function withTexts(value: unknown, texts: ManifestTexts): unknown {
  if (typeof value === 'string') {
    const key = textKey(value);
    if (key === undefined) return value;
    const text = texts[key];
    if (text === undefined) throw new Error(`package.nls.json has no text "${key}".`);
    return text;
  }
  if (Array.isArray(value)) return value.map((item) => withTexts(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withTexts(inner, texts)]));
}

/** The key that stands for a text, of a string that is `%key%` and nothing else: the only form that VS Code replaces. */
export function textKey(value: string): string | undefined {
  return /^%([\w.]+)%$/.exec(value)?.[1];
}
