import * as vscode from 'vscode';
import { commandRows } from '../shared/questions/commandRows.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { tellToSelect } from '../shared/questions/tellToSelect.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { nameOfRequest } from './confirmRequests.ts';
import type { FileNode, RequestNode, RequestsNode } from './requestNodes.ts';
import { exists } from './requestStore.ts';

/** The requests that a command of the Requests view applies to. If there are none, a message says why. */
export class RequestSelection {
  readonly #view: vscode.TreeView<RequestsNode>;
  readonly #refresh: () => void;

  /** `refresh` is called when a row turns out to be outdated. */
  constructor(view: vscode.TreeView<RequestsNode>, refresh: () => void) {
    this.#view = view;
    this.#refresh = refresh;
  }

  /** The single request of a row, or else of the selection. */
  async request(row: RequestsNode | undefined): Promise<RequestNode | undefined> {
    const { rows } = commandRows(this.#view, row);
    const [node] = rows;
    if (rows.length !== 1 || !isRequest(node)) {
      tellToSelect(vscode.l10n.t('Select one request in the Requests view first.'));
      return undefined;
    }
    const [existing] = await this.existing([node]);
    return existing;
  }

  /** Like {@link request}, for commands that only apply to files. */
  async file(row: RequestsNode | undefined): Promise<FileNode | undefined> {
    const node = await this.request(row);
    if (node?.kind !== 'example') return node;
    void showInformation(vscode.l10n.t('An example cannot be changed. Save it as a snippet first.'));
    return undefined;
  }

  /** The nodes whose files still exist. */
  async existing<Node extends RequestNode>(nodes: readonly Node[]): Promise<Node[]> {
    const present: Node[] = [];
    const gone: Node[] = [];
    for (const node of nodes) (node.kind === 'example' || (await exists(node.uri)) ? present : gone).push(node);
    const [first] = gone;
    if (first) {
      this.#refresh();
      void showInformation(
        gone.length === 1
          ? vscode.l10n.t('“{0}” no longer exists.', nameOfRequest(first))
          : vscode.l10n.t('{0} requests no longer exist.', numberText(gone.length)),
      );
    }
    return present;
  }
}

function isRequest(node: RequestsNode | undefined): node is RequestNode {
  return node?.kind === 'file' || node?.kind === 'example';
}
