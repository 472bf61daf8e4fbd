import { plain } from '../shared/cliOutput.ts';
import { completionsOf, type Completions } from './completions.ts';

/** What the scripts of @pnpm/tabtab replace by the names of files. PowerShell does so if there is no output. */
const files = '__tabtab_complete_files__';

/** Prints what can follow the command line that a script of `kapture completion` passes in the environment. */
export async function printCompletions(commands: Parameters<typeof completionsOf>[2]): Promise<void> {
  const { COMP_LINE: line = '', COMP_POINT: point, SHELL: shell } = process.env;
  // In zsh and fish, the line can contain other commands before this one.
  const [, typed = ''] = /(?:^|.*[\s|;&(])kapture\s+(.*)$/s.exec(line.slice(0, Number(point ?? line.length))) ?? [];
  const words = typed.split(/\s+/);
  const partial = words.pop() ?? '';
  const completions = await completionsOf(words, partial, commands);
  const text = textOf(completions, partial, shell);
  if (text) process.stdout.write(`${text}\n`);
}

function textOf(completions: Completions, partial: string, shell: string | undefined): string {
  if (!completions) return shell === 'pwsh' ? '' : files;
  return completions
    .filter(({ name }) => name.startsWith(partial))
    .map(({ name, description = '' }) => {
      const text = plain(description);
      if (shell === 'bash' || !text) return name;
      return shell === 'zsh' ? `${name.replaceAll(':', String.raw`\:`)}:${text}` : `${name}\t${text}`;
    })
    .join('\n');
}
