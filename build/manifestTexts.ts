import { readFileSync } from 'node:fs';

/** The texts of the manifest by key, as in package.nls.json. */
export type ManifestTexts = Readonly<Record<string, string>>;

const root = new URL('../', import.meta.url);

/** `package.json` with its English texts filled in. The caller chooses the type; it is not checked. */
export function readManifest<T>(): T {
  return withTexts(readJson('package.json'), readManifestTexts()) as T;
}

/** The English texts of `package.json`. */
export function readManifestTexts(): ManifestTexts {
  return readJson('package.nls.json') as ManifestTexts;
}

/** A JSON file in the root of the repository, with its `%key%` placeholders. */
export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, root), 'utf8'));
}

/** The same value with each `%key%` replaced by its text. Throws if a key has no text. */
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

/**
 * The key of a string that is exactly `%key%`, which is the only form that VS Code replaces; undefined for any other
 * string.
 */
export function textKey(value: string): string | undefined {
  return /^%([\w.]+)%$/.exec(value)?.[1];
}
