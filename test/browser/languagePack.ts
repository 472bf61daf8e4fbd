import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Adds a language pack without translations to a server: VS Code's texts stay English, but its display language is
 * `language`. It is registered in the way VS Code registers an installed pack. Call it before the server starts.
 */
export async function addLanguagePack(dataDir: string, language: string): Promise<void> {
  const userData = path.join(dataDir, 'data');
  const translations = path.join(userData, `language-pack-${language}.json`);
  await mkdir(userData, { recursive: true });
  await writeFile(translations, JSON.stringify({ version: '1.0.0', contents: {} }));
  await writeFile(
    path.join(userData, 'languagepacks.json'),
    JSON.stringify({
      [language]: {
        hash: 'test',
        label: language,
        extensions: [{ extensionIdentifier: { id: 'test.language-pack' }, version: '1.0.0' }],
        translations: { vscode: translations },
      },
    }),
  );
}
