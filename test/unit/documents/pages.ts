import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

/**
 * The pages of the manual, as paths from the root. Decision records and other notes for contributors are not among
 * them.
 */
export const manualPages: readonly string[] = readdirSync(`${root}docs`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name}`);

export function readPage(path: string): string {
  return readFileSync(root + path, 'utf8');
}

export interface Block {
  readonly page: string;
  readonly language: string;
  /** The text after the language: the name of the file that the block shows. */
  readonly name: string;
  readonly text: string;
}

/** The fenced blocks of the README and the manual. */
export function blocks(): Block[] {
  return ['README.md', ...manualPages].flatMap((page) =>
    [...readPage(page).matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', name = '', text = '']) => ({ page, language, name, text }),
    ),
  );
}
