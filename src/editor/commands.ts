import * as vscode from 'vscode';
import type { CommandId } from './allContributions.ts';
import type { Log } from './log.ts';
import { showError } from './messages.ts';

/** What commands do, by their ids. */
export type Handlers = Partial<Record<CommandId, (...args: never[]) => unknown>>;

/** Registers commands. Whatever one throws is logged whole and shown as a sentence; a cancellation is silent. */
export function registerCommands(log: Log, handlers: Handlers): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([id, handler]) =>
      vscode.commands.registerCommand(id, async (...args: unknown[]) => {
        try {
          return await (handler as (...args: unknown[]) => unknown)(...args);
        } catch (error) {
          if (error instanceof vscode.CancellationError) return undefined;
          log.error(id, error);
          void showError(
            log,
            vscode.l10n.t('Kapture could not do that: {0}', error instanceof Error ? error.message : String(error)),
          );
          return undefined;
        }
      }),
    ),
  );
}

/** Runs one of our commands. */
export function runCommand(id: CommandId, ...args: unknown[]): Thenable<unknown> {
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
export function commandLink(id: CommandId, title: string, ...args: unknown[]): vscode.Command {
  return { command: id, title, arguments: args };
}
