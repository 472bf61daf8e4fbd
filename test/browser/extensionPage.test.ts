import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder, repositoryRoot } from '../vscode/cacheFolder.ts';
import { useWorkbench } from './harness.ts';

const repository = 'https://example.com/owner/repository';

/** Packages the extension with the arguments of the release workflow, as a release of that repository. */
async function packageRelease(): Promise<string> {
  const workflow = await readFile(path.join(repositoryRoot, '.github/workflows/release.yml'), 'utf8');
  const [, args = ''] = /vsce package (.+) --out /.exec(workflow) ?? assert.fail('the workflow does not package');
  const vsix = path.join(cacheFolder, 'release.vsix');
  await promisify(execFile)(process.execPath, [
    path.join(repositoryRoot, 'node_modules/@vscode/vsce/vsce'),
    'package',
    ...args.replaceAll('"', '').replaceAll('$REPOSITORY', repository).replaceAll('$GITHUB_REF_NAME', 'v1').split(' '),
    '--out',
    vsix,
  ]);
  return vsix;
}

describe('the page of a released extension in VS Code', () => {
  const vscode = useWorkbench(async () => ({ vsix: await packageRelease() }));

  it('its links and its picture → lead to the pages in the repository', async () => {
    const { workbench } = vscode;
    await workbench.page
      .context()
      .route(`${repository}/raw/v1/**`, (route) =>
        route.fulfill({ path: path.join(repositoryRoot, route.request().url().split('/raw/v1/')[1]!) }),
      );
    await workbench.clickActivityBar('Extensions');
    await workbench.page.locator('.extension-list-item').filter({ hasText: 'Kapture CRM' }).click();
    // VS Code removes the address of a relative link or picture.
    const { links, pictures } = await workbench.waitFor('the README', async () => {
      for (const frame of workbench.page.frames()) {
        if (!(await frame.locator('h2', { hasText: 'The first minute' }).count())) continue;
        const attributes = async (selector: string, name: string): Promise<(string | null)[]> =>
          Promise.all((await frame.locator(selector).all()).map((element) => element.getAttribute(name)));
        // The link to the top of the page is added by VS Code.
        return { links: await attributes('a:not([role])', 'href'), pictures: await attributes('img', 'src') };
      }
      return undefined;
    });
    assert.ok(links.length > 20);
    assert.deepEqual(
      links.filter((href) => !href?.startsWith('https://')),
      [],
    );
    assert.ok(links.includes(`${repository}/blob/v1/docs/requests.md`));
    assert.deepEqual(pictures, [`${repository}/raw/v1/docs/pictures/overview.webp`]);
    for (const theme of ['Light Modern', 'Dark Modern'] as const) {
      await workbench.screenshot('extension-page', theme);
      for (const heading of ['The first minute', 'Features', 'Safe to use with production', 'Contribute']) {
        for (const frame of workbench.page.frames()) {
          const found = frame.locator('h2', { hasText: heading });
          if (await found.count()) await found.evaluate('(heading) => heading.scrollIntoView()');
        }
        await workbench.screenshot(`extension-page-${heading.toLowerCase().replaceAll(' ', '-')}`, theme);
      }
    }
  });
});
