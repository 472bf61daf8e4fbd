import * as vscode from 'vscode';
import type { CommandArguments, CommandId, CommandMap } from './commandMap.ts';
import type { Log } from './log.ts';
import { runReported } from './dialogs/messages.ts';

export type Handlers = Partial<CommandMap>;

/** Registers commands. Their errors are reported as {@link runReported} does. */
export function registerCommands(log: Log, handlers: Handlers): vscode.Disposable {
  const register = <Id extends CommandId>(id: Id): vscode.Disposable => registerCommand(log, id, handlers[id]);
  return vscode.Disposable.from(...(Object.keys(handlers) as CommandId[]).map(register));
}

function registerCommand<Id extends CommandId>(
  log: Log,
  id: Id,
  handler: CommandMap[Id] | undefined,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, (...args: CommandArguments<Id>) =>
    runReported(log, id, () => (handler as ((...args: CommandArguments<Id>) => unknown) | undefined)?.(...args)),
  );
}

export function lazyHandlers<Id extends CommandId>(
  ids: readonly Id[],
  load: () => Promise<Pick<CommandMap, Id>>,
): Pick<CommandMap, Id> {
  const handlerOf =
    <One extends Id>(id: One) =>
    async (...args: CommandArguments<One>): Promise<unknown> =>
      ((await load())[id] as (...args: CommandArguments<One>) => unknown)(...args);
  return Object.fromEntries(ids.map((id) => [id, handlerOf(id)])) as Pick<CommandMap, Id>;
}

export function runCommand<Id extends CommandId>(id: Id, ...args: CommandArguments<Id>): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args);
}

/** The title of a code lens with an icon. VS Code drops a plain space after the icon, so this uses a no-break space. */
export function withIcon(icon: string, title: string): string {
  return `$(${icon})\u00a0${title}`;
}

/**
 * The command of a tree row that opens a document. This is VS Code's own command, because VS Code's trees handle it
 * specially: a click opens a preview and keeps the focus in the view, a double click or Enter opens the editor
 * permanently and focuses it.
 */
export function openLink(title: string, uri: vscode.Uri): vscode.Command {
  return { command: 'vscode.open', title, arguments: [uri] };
}

export function commandLink<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: CommandArguments<Id>
): vscode.Command {
  return { command: id, title, arguments: args };
}
