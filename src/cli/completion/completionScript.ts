import { readFile } from 'node:fs/promises';
import { UsageError } from '../shared/usage.ts';
import { shells, type Shell } from './shells.ts';

/**
 * Of the packages with scripts for four shells, @bomb.sh/tab has bash evaluate the line: Tab after `> file` empties the
 * file. The scripts of @pnpm/tabtab pass the words on.
 */
const templates = import.meta.url.endsWith('.mjs')
  ? new URL('./completion/', import.meta.url)
  : new URL('./lib/templates/', import.meta.resolve('@pnpm/tabtab/package.json'));

/** The script for a shell, which asks `kapture completion-server`. Throws a {@link UsageError}. */
export async function completionScript(wanted: string): Promise<string> {
  const shell = shells.find((each) => each === wanted);
  if (!shell) throw new UsageError(`The shell must be one of ${shells.join(', ')}.`);
  const template = await readFile(new URL(`completion.${extensionOf(shell)}`, templates), 'utf8');
  return template.replaceAll(/\{(?:pkgname|completer)\}/g, 'kapture');
}

function extensionOf(shell: Shell): string {
  return shell === 'pwsh' ? 'ps1' : shell;
}
