import * as vscode from 'vscode';
import type { Dialect } from '../../../kapture/catalogue/dialect.ts';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import { operationIds, operations } from '../../../kapture/catalogue/registry.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import { certaintyText, dialectItem } from './dialectForm.ts';
import { type ConnectionEntry, shownDialects } from './entryDialects.ts';

/** What the user found in the tenant's documentation, as properties of a connection. */
export type SampleChoice = ConnectionEntry;

const scheme = 'kapture-dialects';

/** The lines of an editor that the quick pick covers. */
const coveredLines = 13;

/**
 * Asks which request looks like the tenant's documentation, with a document that shows the requests. For the flat one,
 * also asks for its path. Undefined if the user cancels.
 */
export async function askSample(title: string): Promise<SampleChoice | undefined> {
  const shown = await showSamples();
  try {
    const dialect = await askDialectOfSample(title, shown);
    if (dialect === undefined) return undefined;
    if (dialect === 'unknown') return {};
    // The samples show Add, and say nothing about Pull.
    return dialect === 'flat' ? await askFlatPath(title) : shownDialects('add', dialect);
  } finally {
    await shown.close();
  }
}

async function askDialectOfSample(title: string, shown: ShownSamples): Promise<Dialect | 'unknown' | undefined> {
  const items = [
    ...dialectsOf('add').map((dialect) => dialectItem('add', dialect)),
    {
      label: `$(question) ${vscode.l10n.t("I don't know")}`,
      detail: vscode.l10n.t('Uses Flat until you select another dialect in Edit Connection.'),
      dialect: 'unknown' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Which request looks like your documentation?'),
    onDidSelectItem: (item) => shown.reveal((item as (typeof items)[number]).dialect),
  });
  return picked?.dialect;
}

/** Asks which of the paths that a flat write may have the tenant has. */
async function askFlatPath(title: string): Promise<SampleChoice | undefined> {
  const { path: usual, pathCertainty, otherPaths = [] } = formOf('add', 'flat');
  const items = [
    { label: usual, description: vscode.l10n.t('default'), detail: certaintyText(pathCertainty) },
    ...otherPaths.map((path) => ({ label: path, description: '', detail: certaintyText('inferred') })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t(
      "Which path does your documentation show? Kapture's customer API page does not state it.",
    ),
  });
  if (!picked) return undefined;
  if (picked.label === usual) return {};
  const sharing = operationIds.filter((id) => formOf(id, 'flat').path === usual);
  return { paths: Object.fromEntries(sharing.map((id) => [id, picked.label])) };
}

interface ShownSamples {
  reveal(dialect: Dialect | 'unknown'): void;
  close(): Promise<void>;
}

/** Shows the sample requests in a read-only document. */
async function showSamples(): Promise<ShownSamples> {
  const { text, lines } = samplesText();
  const provider = vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => text,
  });
  const uri = vscode.Uri.from({ scheme, path: `/${vscode.l10n.t('Requests to Compare')}.md` });
  const document = await vscode.workspace.openTextDocument(uri);
  const editor = await vscode.window.showTextDocument(document, { preview: true, preserveFocus: true });
  return {
    reveal: (dialect) => {
      const line = lines.get(dialect as Dialect) ?? coveredLines;
      editor.selection = new vscode.Selection(line, 0, line, 0);
      const top = new vscode.Position(line - coveredLines, 0);
      editor.revealRange(new vscode.Range(top, top), vscode.TextEditorRevealType.AtTop);
    },
    close: async () => {
      const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
      const own = tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === scheme);
      await vscode.window.tabGroups.close(own, true);
      provider.dispose();
    },
  };
}

/** The sample request of each dialect as Markdown, and the line of each. */
function samplesText(): { readonly text: string; readonly lines: ReadonlyMap<Dialect, number> } {
  const lines = [
    ...Array.from({ length: coveredLines }, () => ''),
    `# ${vscode.l10n.t('Which request looks like your documentation?')}`,
    '',
    vscode.l10n.t(
      'Tenants expect one of these bodies for Add Customer. Compare them with the documentation that you received from Kapture.',
    ),
  ];
  const starts = new Map<Dialect, number>();
  for (const dialect of dialectsOf('add')) {
    const { path, pathCertainty, otherPaths = [], sample, shape } = formOf('add', dialect);
    lines.push('');
    starts.set(dialect, lines.length);
    lines.push(
      `## ${dialectTitle(dialect)}`,
      '',
      `\`${operations.add.method} ${path}\`: ${certaintyText(pathCertainty)}`,
    );
    for (const other of otherPaths)
      lines.push('', vscode.l10n.t('Or {0}: {1}', `\`${other}\``, certaintyText('inferred')));
    lines.push(
      '',
      '```json',
      ...JSON.stringify(shape === 'array-of-one' ? [sample] : sample, undefined, 2).split('\n'),
      '```',
    );
  }
  return { text: lines.join('\n'), lines: starts };
}
