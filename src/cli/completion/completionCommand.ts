import type { Command } from 'commander';
import { newCommand } from '../shared/command.ts';
import { exitCodeHelp } from '../shared/exitCodes.ts';
import { shells } from './shells.ts';

const notes = `
To complete commands, options and values with Tab in each new terminal, add one of these:
  bash        ~/.bashrc                    source <(kapture completion bash)
  zsh         ~/.zshrc, after compinit     source <(kapture completion zsh)
  fish        ~/.config/fish/config.fish   kapture completion fish | source
  PowerShell  $PROFILE                     kapture completion pwsh | Out-String | Invoke-Expression
`;

export function completionCommand(name: string, run: (shell: string) => Promise<void>): Command {
  return newCommand(name)
    .description('Prints a script that completes kapture in a shell.')
    .argument('<shell>', shells.join(', '))
    .addHelpText('after', `${notes}${exitCodeHelp()}`)
    .action(run);
}
