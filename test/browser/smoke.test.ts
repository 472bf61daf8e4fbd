import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { useWorkbench } from './harness.ts';

/** The kinds of files in the package: all that the extension needs, and nothing else. */
const packaged = [
  /^(LICENSE\.txt|changelog\.md|package\.json|package\.nls\.json|readme\.md)$/,
  /^dist\/([\w-]+\.mjs|[a-z]+-page\.(css|js)|schemas\/[a-z]+\.schema\.json|ThirdPartyNotices\.txt)$/,
  /^media\/(icon\.png|kapture[\w.-]*\.(svg|json)|payload-tests\/[\w-]+\.kapture-test\.json|walkthrough\/[a-z]+\.svg)$/,
];

describe('the packaged extension in a browser', () => {
  const vscode = useWorkbench();

  it('the package → only files that the extension needs', async () => {
    const { extensionsFolder } = vscode;
    const [folder] = (await readdir(extensionsFolder)).filter((name) =>
      name.startsWith('kapture-devtools.kapture-crm-'),
    );
    const entries = await readdir(path.join(extensionsFolder, folder!), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) =>
        path.relative(path.join(extensionsFolder, folder!), path.join(parentPath, name)).replaceAll(path.sep, '/'),
      );
    // VS Code adds this file to the installed extension.
    const unexpected = files.filter((name) => name !== '.vsixmanifest' && !packaged.some((kind) => kind.test(name)));
    assert.deepEqual(unexpected, []);
  });

  it('third-party notices → the license of every bundled package', async () => {
    const dist = path.join(repositoryRoot, 'dist');
    const maps = (await readdir(dist)).filter((name) => name.endsWith('.map'));
    const sources = await Promise.all(
      maps.map(
        async (name) => (JSON.parse(await readFile(path.join(dist, name), 'utf8')) as { sources: string[] }).sources,
      ),
    );
    const contained = sources.flat().flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
    const notices = await readFile(path.join(dist, 'ThirdPartyNotices.txt'), 'utf8');
    const named = [...notices.matchAll(/^---- (\S+) \S+ \(.+\)\n\n\S/gm)].map(([, name]) => name);
    assert.ok(named.length);
    assert.deepEqual(named.toSorted(), [...new Set(contained)].sort());
  });

  it('the Extensions view → lists the extension', async () => {
    await vscode.workbench.clickActivityBar('Extensions');
    await vscode.workbench.page.locator('.extension-list-item').filter({ hasText: 'Kapture CRM' }).waitFor();
    assert.ok(await vscode.workbench.screenshot('smoke', 'Dark Modern'));
  });
});
