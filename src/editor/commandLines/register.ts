import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { BoundedMap } from '../shared/boundedMap.ts';
import { dryRunScheme } from '../shared/ids.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import type { CommandLinePorts } from './documentRequest.ts';

/**
 * Registers the commands that copy requests for other tools, import curl commands and show dry runs. Loads them on
 * first use.
 */
export function registerCommandLines(services: CommandLinePorts): vscode.Disposable {
  const { log } = services;
  const dryRuns = new DryRunDocuments();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(dryRunScheme, dryRuns),
    vscode.languages.registerCodeLensProvider({ scheme: dryRunScheme }, { provideCodeLenses: provideDryRunLens }),
    registerCommands(log, {
      'kapture.dryRun': async (what = vscode.window.activeTextEditor?.document.uri) => {
        const { showDryRun } = await import('./dryRun.ts');
        await showDryRun(services, what, (name, text) => dryRuns.add(name, text));
      },
      'kapture.copyAs': async (what = vscode.window.activeTextEditor?.document.uri) => {
        const { copyAs } = await import('./copyAs.ts');
        await copyAs(services, what && 'uri' in what ? what.uri : what);
      },
      'kapture.pasteCurl': async (request) => {
        const { openRead, pasteCurl } = await import('./pasteCurl.ts');
        await (typeof request?.body === 'string' ? openRead(services, request) : pasteCurl(services));
      },
    }),
  );
}

function provideDryRunLens({ uri }: vscode.TextDocument): vscode.CodeLens[] {
  const title = vscode.l10n.t('Dry run for {0}. Nothing was sent.', oneLabel(uri.path.split('/')[1] ?? '', 60));
  const tooltip = vscode.l10n.t('This would be sent, with the auth key in place of the placeholder.');
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, tooltip, command: '' })];
}

/** The number of dry runs that are kept, because their documents may still be open. */
const maximumDryRuns = 20;

class DryRunDocuments implements vscode.TextDocumentContentProvider {
  readonly #texts = new BoundedMap<string, string>(maximumDryRuns);
  // Documents from an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;

  /** Stores a text and returns the URI of its document. */
  add(name: string, text: string): vscode.Uri {
    const query = `${this.#session}-${++this.#count}`;
    const uri = vscode.Uri.from({ scheme: dryRunScheme, path: `/${name}`, query });
    this.#texts.set(uri.toString(), text);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.#texts.get(uri.toString()) ?? vscode.l10n.t('This dry run is no longer available. Run it again.');
  }
}
