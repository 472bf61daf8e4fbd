import * as vscode from 'vscode';
import { compareTexts, type Comparison } from '../../kapture/compare/compareTexts.ts';
import { recordPointers } from '../../kapture/compare/recordPointers.ts';
import { compareScheme, responseScheme } from '../shared/ids.ts';
import type { ComparedTexts } from '../shared/comparePorts.ts';
import { onSetting } from '../shared/settings.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { ignoredFields } from './ignoredFields.ts';

/** This many closed comparisons can be reopened. Those that are open are always available. */
const maximumClosed = 20;

/** A document whose text is known, because both sides are compared at once. */
interface KnownText {
  readonly query: string;
  readonly ignored: string;
  readonly text: string;
}

/** The two documents of each comparison, which follow the setting with the ignored fields. */
export class Comparisons implements vscode.Disposable {
  readonly #compared = new Map<string, ComparedTexts>();
  /** The other side of the latest comparison, until VS Code asks for it. */
  #other: KnownText | undefined;
  // Documents of an earlier session may still be open, so URIs must be unique across sessions.
  readonly #session = Date.now().toString(36);
  #count = 0;
  readonly #subscription: vscode.Disposable;

  constructor(changed: vscode.EventEmitter<vscode.Uri>) {
    this.#subscription = onSetting('compare.ignore', () => {
      for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === compareScheme) changed.fire(uri);
    });
  }

  /** Opens the diff editor of two texts. */
  async show(compared: ComparedTexts): Promise<void> {
    const id = `${this.#session}-${++this.#count}`;
    this.#forgetClosed();
    this.#compared.set(id, compared);
    await vscode.commands.executeCommand(
      'vscode.diff',
      uriOf(id, 'left', compared.left.name),
      uriOf(id, 'right', compared.right.name),
      oneLine(compared.title, 200),
      {
        // A response may be a preview too, which the comparison must not replace.
        preview: vscode.window.activeTextEditor?.document.uri.scheme !== responseScheme,
        // Otherwise, VS Code scrolls to the first difference, past the line that counts them.
        selection: new vscode.Range(0, 0, 0, 0),
      } satisfies vscode.TextDocumentShowOptions,
    );
  }

  /** The text of a document. Both documents of a comparison have the same lines at the top. */
  textOf({ query }: vscode.Uri): string {
    const ignored = JSON.stringify(ignoredFields());
    const known = this.#other;
    if (known?.query === query && known.ignored === ignored) {
      this.#other = undefined;
      return known.text;
    }
    const [id = '', side] = query.split('/');
    const compared = this.#compared.get(id);
    if (!compared) return vscode.l10n.t('This comparison is no longer available. Compare again.');
    const found = comparisonOf(compared.left.text, compared.right.text, compared.areRecords);
    const lines = [resultText(found, compared.rightHasMore), ...(compared.notes ?? [])];
    const head = lines.map((line) => `// ${oneLine(line, 500)}\n`).join('');
    const [own, other] = side === 'left' ? [found.left, found.right] : [found.right, found.left];
    this.#other = { query: `${id}/${side === 'left' ? 'right' : 'left'}`, ignored, text: head + other };
    return head + own;
  }

  /** Removes the oldest closed comparisons. */
  #forgetClosed(): void {
    const documents = vscode.workspace.textDocuments.filter(({ uri }) => uri.scheme === compareScheme);
    const open = new Set(documents.map(({ uri }) => uri.query.split('/')[0]));
    const closed = [...this.#compared.keys()].filter((id) => !open.has(id));
    for (const id of closed.slice(0, -maximumClosed)) this.#compared.delete(id);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

/** Compares two texts without the fields that the user wants to ignore. */
export function comparisonOf(left: string, right: string, areRecords = false): Comparison {
  const ignored = ignoredFields();
  return compareTexts(left, right, areRecords ? recordPointers(ignored) : ignored);
}

/** How many fields differ, and how many were ignored. */
function resultText({ differing, added, ignored }: Comparison, rightHasMore = false): string {
  const result =
    rightHasMore && added && differing ? resultWithMore(differing - added, added) : [differingText(differing)];
  return [...result, ...(ignored ? [ignoredText(ignored)] : [])].join(' ');
}

function resultWithMore(differing: number, added: number): string[] {
  return [
    differing ? differingText(differing) : vscode.l10n.t('The fields on both sides have the same values.'),
    added === 1
      ? vscode.l10n.t('1 field is only on the right.')
      : vscode.l10n.t('{0} fields are only on the right.', numberText(added)),
  ];
}

function differingText(differing: number | undefined): string {
  if (differing === undefined)
    return vscode.l10n.t('At least one side is not JSON, so both are compared as plain text.');
  if (differing === 0) return vscode.l10n.t('Both sides are the same.');
  return differing === 1
    ? vscode.l10n.t('1 field differs.')
    : vscode.l10n.t('{0} fields differ.', numberText(differing));
}

function ignoredText(ignored: number): string {
  return ignored === 1
    ? vscode.l10n.t('1 field is ignored (setting kapture.compare.ignore).')
    : vscode.l10n.t('{0} fields are ignored (setting kapture.compare.ignore).', numberText(ignored));
}

function uriOf(id: string, side: 'left' | 'right', name: string): vscode.Uri {
  const file = oneLine(name, 80).replace(/[/\\]/g, '-');
  return vscode.Uri.from({ scheme: compareScheme, path: `/${file}.kapture-comparison`, query: `${id}/${side}` });
}
