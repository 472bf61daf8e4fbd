import * as vscode from 'vscode';
import type { Log } from './log.ts';
import { showError } from './questions/messages.ts';
import type { CommandArguments, CommandId, CommandMap } from './commandMap.ts';

/** What commands do, by their ids. */
export type Handlers = Partial<CommandMap>;

/** Registers commands. Whatever one throws is logged whole and shown as a sentence; a cancellation is silent. */
export function registerCommands(log: Log, handlers: Handlers): vscode.Disposable {
  const register = <Id extends CommandId>(id: Id): vscode.Disposable => registerCommand(log, id, handlers[id]);
  return vscode.Disposable.from(...(Object.keys(handlers) as CommandId[]).map(register));
}

function registerCommand<Id extends CommandId>(
  log: Log,
  id: Id,
  handler: CommandMap[Id] | undefined,
): vscode.Disposable {
  return vscode.commands.registerCommand(id, async (...args: CommandArguments<Id>) => {
    try {
      return await (handler as ((...args: CommandArguments<Id>) => unknown) | undefined)?.(...args);
    } catch (error) {
      if (error instanceof vscode.CancellationError) return undefined;
      log.error(id, error);
      const reason = error instanceof Error ? error.message : String(error);
      void showError(log, vscode.l10n.t('The command failed: {0}', reason));
      return undefined;
    }
  });
}

/** Handlers whose code is loaded when one of the commands first runs. */
export function lateHandlers<Id extends CommandId>(
  ids: readonly Id[],
  load: () => Promise<Pick<CommandMap, Id>>,
): Pick<CommandMap, Id> {
  const handlerOf =
    <One extends Id>(id: One) =>
    async (...args: CommandArguments<One>): Promise<unknown> =>
      ((await load())[id] as (...args: CommandArguments<One>) => unknown)(...args);
  return Object.fromEntries(ids.map((id) => [id, handlerOf(id)])) as unknown as Pick<CommandMap, Id>;
}

/** Runs one of our commands. */
export function runCommand<Id extends CommandId>(id: Id, ...args: CommandArguments<Id>): Thenable<unknown> {
  return vscode.commands.executeCommand(id, ...args);
}

/** The title of a lens with an icon in front. A plain blank behind an icon is not drawn there. */
export function withIcon(icon: string, title: string): string {
  return `$(${icon})\u00a0${title}`;
}

/**
 * The command of a row that opens a document. It is VS Code's own, since its trees tell that one alone how the row was
 * taken: a click leaves the focus in the view and opens a preview, a double click or Enter goes into the editor to stay.
 */
export function openLink(title: string, uri: vscode.Uri): vscode.Command {
  return { command: 'vscode.open', title, arguments: [uri] };
}

/** A command for a lens or a tree item. */
export function commandLink<Id extends CommandId>(
  id: Id,
  title: string,
  ...args: CommandArguments<Id>
): vscode.Command {
  return { command: id, title, arguments: args };
}
