import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Names with one meaning in every folder: the parts of a feature, and of a page in a webview. */
const ofFolders = ['contributions.ts', 'index.ts', 'register.ts', 'ports.ts', 'services.ts'];
const ofPages = ['main.ts', 'page.ts', 'pageTexts.ts', 'protocol.ts'];

describe('the files of src', () => {
  it('two of them → never share a name, except for the parts of a feature or page and for operations', () => {
    const files = globSync('src/**/*.ts', { cwd: fileURLToPath(new URL('../../../', import.meta.url)) })
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !/^src\/(kapture\/catalogue|sandbox\/handlers)\/\w+\//.test(path));
    const names = files.map((path) => basename(path)).filter((name) => ![...ofFolders, ...ofPages].includes(name));
    assert.ok(names.length, 'No files were found.');
    assert.deepEqual(
      names.filter((name, index) => names.indexOf(name) !== index),
      [],
    );
  });
});
