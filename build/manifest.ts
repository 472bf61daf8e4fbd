// Writes the files that are generated from the code: `npm run manifest`.
import { readFile, writeFile } from 'node:fs/promises';
import { generatedFiles } from './generatedFiles.ts';

const root = new URL('../', import.meta.url);

for (const [path, text] of Object.entries(await generatedFiles())) {
  const file = new URL(path, root);
  if ((await readFile(file, 'utf8')) === text) continue;
  await writeFile(file, text);
  console.log(`${path} written`);
}
