import { readdir, readFile } from 'node:fs/promises';

/** The licenses of the bundled packages as one text. A package without a license file fails the build. */
export async function thirdPartyNotices(modules) {
  const folders = [...new Set(modules.flatMap((module) => packageFolder(module) ?? []))].sort();
  const notices = await Promise.all(folders.map(noticeOf));
  return `This program contains the following packages.\n\n${notices.join('\n')}`;
}
/** The package folder of a module, such as `node_modules/undici`. For nested packages it is the innermost one. */
export function packageFolder(path) {
  return /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0].replace(/^.*?(?=node_modules)/, '');
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((entry) => /^licen[cs]e(\.|$)/i.test(entry));
  if (!file) throw new Error(`${folder} has no license file to put into the package.`);
  const text = (await readFile(`${folder}/${file}`, 'utf8')).trim();
  return `---- ${name} ${version} (${license})\n\n${text}\n`;
}
