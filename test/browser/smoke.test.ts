import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { repositoryRoot } from '../vscode/cacheFolder.ts';
import { useWorkbench } from './harness.ts';

/** The files of the package: all that the extension needs, and nothing else. */
const packaged = [
  'LICENSE.txt',
  'changelog.md',
  'package.json',
  'package.nls.json',
  'readme.md',
  ...[
    'bulk.cjs',
    'common.cjs',
    'compare.cjs',
    'connectionCheck.cjs',
    'connections.cjs',
    'convert.cjs',
    'customers.cjs',
    'edits.cjs',
    'export-worker.cjs',
    'extension.cjs',
    'features.cjs',
    'history-worker.cjs',
    'history.cjs',
    'hovers.cjs',
    'insights-page.css',
    'insights-page.js',
    'insights.cjs',
    'kapture.cjs',
    'lenses.cjs',
    'longResponses.cjs',
    'network.cjs',
    'opening.cjs',
    'outline.cjs',
    'parquet.cjs',
    'pattern-worker.cjs',
    'payloadTests.cjs',
    'pipeline.cjs',
    'plan-page.css',
    'plan-page.js',
    'plan-worker.cjs',
    'postman.cjs',
    'queries.cjs',
    'query-worker.cjs',
    'requests.cjs',
    'responseValues.cjs',
    'sandbox.cjs',
    'sandboxFaults.cjs',
    'snippets.cjs',
    'store-worker.cjs',
    'tenantFields.cjs',
    'variables.cjs',
    'workers.cjs',
    'ThirdPartyNotices.txt',
    'schemas/env.schema.json',
    'schemas/import.schema.json',
    'schemas/test.schema.json',
  ].map((name) => `dist/${name}`),
  ...[
    'icon.png',
    'kapture-check.grammar.json',
    'kapture-comparison.grammar.json',
    'kapture-fields.grammar.json',
    'kapture-response.grammar.json',
    'kapture-response.language.json',
    'kapture-request.dark.svg',
    'kapture-request.grammar.json',
    'kapture-request.language.json',
    'kapture-request.light.svg',
    'kapture-test.dark.svg',
    'kapture-test.light.svg',
    'kapture.svg',
    'payload-tests/documented-failures.kapture-test.json',
    'walkthrough/add.svg',
    'walkthrough/connect.svg',
    'walkthrough/edit.svg',
    'walkthrough/pull.svg',
    'walkthrough/record.svg',
    'walkthrough/sandbox.svg',
  ].map((name) => `media/${name}`),
];

describe('the packaged extension in a browser', () => {
  const vscode = useWorkbench();

  it('the package → the expected files and no others', async () => {
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
    // VS Code adds this file.
    assert.deepEqual(files.filter((name) => name !== '.vsixmanifest').sort(), packaged.toSorted());
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
