import * as vscode from 'vscode';
import type { TreeView, Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import type { RequestBodies } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { compareTexts, type Comparison, recordPointers } from '../../kapture/compare/compareTexts.ts';
import { compareScheme, responseScheme } from '../shared/ids.ts';
import type { ComparedTexts } from '../shared/comparePorts.ts';
import { onSetting, setting } from '../shared/settings.ts';
import { numberText, sizeText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { isPointer } from '../../kapture/json/jsonPointer.ts';
import { showInformation } from '../shared/dialogs/messages.ts';

/** A row of the Customers view: a customer, or something else. */
export type CustomerRow = { readonly kind: 'customer' } & RecordReference;

export interface StoredRecords {
  /** The text of a record as the view has it; undefined if it is not stored. */
  record(tenant: string, id: string): Promise<string | undefined>;
  /** The text of a record as it was pulled; undefined if it was not pulled. */
  pulledRecord(tenant: string, id: string): Promise<string | undefined>;
}

export interface ComparePorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
  /** The extension's global storage. */
  readonly storage: Uri;
  readonly requests: RequestBodies;
  readonly responses: {
    /** The exchange whose response or headers a document shows. */
    exchangeOf(uri: Uri): Exchange | undefined;
    /** The document that the request of an exchange is from, as a whole. */
    requestOf(exchange: Exchange): Uri | undefined;
  };
  readonly customers: {
    readonly view: Pick<TreeView<CustomerRow | { readonly kind: string }>, 'selection'>;
    open(): Promise<{ readonly model: StoredRecords }>;
  };
}

/** The maximum number of closed comparisons that can be reopened. Open ones are always available. */
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
  /** The document that VS Code has not read yet of the latest comparison. */
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
        // Otherwise, VS Code would scroll to the first difference, past the lines at the top.
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
    const lines = [...resultTexts(found), ...(compared.notes ?? [])];
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

/** Whether the texts are the same or no JSON, and how many fields were ignored. */
function resultTexts({ left, right, areJson, ignored }: Comparison): string[] {
  const result = left === right ? [vscode.l10n.t('Both sides are the same.')] : [];
  if (left !== right && !areJson)
    result.push(vscode.l10n.t('At least one side is not JSON, so both are compared as plain text.'));
  return [...result, ...(ignored ? [ignoredText(ignored)] : [])];
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

/** The JSON pointers of the setting. VS Code does not validate it, so anything else is omitted. */
function ignoredFields(): readonly string[] {
  const pointers: unknown = setting('compare.ignore');
  if (!Array.isArray(pointers)) return [];
  // An empty pointer is the whole document.
  return pointers.filter(
    (pointer): pointer is string => typeof pointer === 'string' && pointer !== '' && isPointer(pointer),
  );
}

/** Says that a response is too long to be compared, or to be kept as a baseline. */
export function warnTooLong({ connection, response }: Exchange): void {
  void showInformation(
    vscode.l10n.t(
      'The response from {0} is too long to compare ({1}). The limit is 1 MB.',
      connection,
      sizeText(response.bytes),
    ),
  );
}
