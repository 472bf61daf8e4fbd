import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Writes an extension into a new folder of `run`. Without commands it does nothing. `code` is its `activate`. */
export async function benchExtension(
  run: string,
  name: string,
  commands: readonly { readonly command: string; readonly title: string }[] = [],
  code = '() => {}',
): Promise<string> {
  const folder = path.join(run, name);
  await mkdir(folder);
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name,
      publisher: 'kapture-bench',
      version: '1.0.0',
      license: 'MIT',
      type: 'module',
      main: './extension.cjs',
      engines: { vscode: '^1.105.0' },
      activationEvents: [],
      contributes: { commands },
      files: ['extension.cjs'],
    }),
  );
  await writeFile(path.join(folder, 'extension.cjs'), `exports.activate = ${code};\n`);
  return folder;
}
