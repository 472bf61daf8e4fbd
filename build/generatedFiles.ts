import { readFile, writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { allContributions } from '../src/editor/allContributions.ts';
import { pagesWithTables, withTables } from './documentTables.ts';
import { generateManifest } from './generateManifest.ts';

const root = new URL('../', import.meta.url);

/** The expected contents of the files that are generated from the code, by path. */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const { activationEvents, contributes, texts } = generateManifest(allContributions);
  const head = JSON.parse(await readText('package.json')) as Record<string, unknown>;
  const manifest = { ...head, activationEvents, contributes };
  const pages = await Promise.all(
    pagesWithTables.map(
      async (page) => [page, withTables(page, await readText(page), { contributes }, texts)] as const,
    ),
  );
  return {
    'package.json': await pretty('package.json', manifest),
    'package.nls.json': await pretty('package.nls.json', texts),
    ...Object.fromEntries(pages),
  };
}

function readText(file: string): Promise<string> {
  return readFile(new URL(file, root), 'utf8');
}

async function pretty(file: string, value: unknown): Promise<string> {
  const path = new URL(file, root).pathname;
  return format(JSON.stringify(value, undefined, 2), { ...(await resolveConfig(path)), filepath: path });
}

// `npm run manifest` writes the files.
if (import.meta.main) {
  for (const [path, text] of Object.entries(await generatedFiles())) {
    if ((await readText(path)) === text) continue;
    await writeFile(new URL(path, root), text);
    console.log(`${path} written`);
  }
}
