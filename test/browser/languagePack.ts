import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Gives a server a language pack that translates nothing of VS Code itself, which stays English but speaks `language` from
 * then on, as with any pack. It is registered as VS Code does when one is installed. To be called before the server starts.
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
