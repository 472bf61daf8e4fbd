import * as vscode from 'vscode';
import { BaselineFiles, type Baseline, type BaselineKey } from '../../kapture/compare/baselineFiles.ts';
import { operationIds } from '../../kapture/catalogue/registry.ts';
import { type Exchange, isLong } from '../../kapture/exchange/exchange.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { responseScheme } from '../shared/ids.ts';
import { showResponseNotInMemory, showInformation } from '../shared/dialogs/messages.ts';
import { onSetting, setContext } from '../shared/settings.ts';
import { tenantRedactor } from '../shared/tenantRedactor.ts';
import { exchangeTitle, headersQuery } from '../shared/documents/historyUri.ts';
import { whenText } from '../shared/texts/localTexts.ts';
import { comparisonOf, type Comparisons, type ComparePorts, warnTooLong } from './comparisons.ts';

/** A response, and the request document that its baseline belongs to. */
interface ComparedResponse {
  readonly exchange: Exchange;
  readonly key: BaselineKey;
}

export class Baselines implements vscode.Disposable {
  readonly #ports: ComparePorts;
  readonly #comparisons: Comparisons;
  readonly #changed: vscode.EventEmitter<void>;
  readonly #files: BaselineFiles;
  readonly #subscriptions: vscode.Disposable;

  /** `changed` refreshes the code lenses of responses. */
  constructor(ports: ComparePorts, comparisons: Comparisons, changed: vscode.EventEmitter<void>) {
    this.#ports = ports;
    this.#comparisons = comparisons;
    this.#changed = changed;
    this.#files = new BaselineFiles(vscode.Uri.joinPath(ports.storage, 'baselines').fsPath);
    this.#subscriptions = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => void this.#setContexts()),
      onSetting('compare.ignore', () => changed.fire()),
    );
    void this.#setContexts();
  }

  async lenses(uri: vscode.Uri): Promise<vscode.CodeLens[]> {
    const response = this.#responseAt(uri);
    const baseline = response && (await this.#find(response));
    if (!baseline) return [];
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), await this.#lensOf(response, baseline, uri))];
  }

  async #lensOf({ exchange }: ComparedResponse, baseline: Baseline, uri: vscode.Uri): Promise<vscode.Command> {
    if (isLong(exchange)) return { title: vscode.l10n.t('Too long to compare with the baseline'), command: '' };
    const { left, right } = comparisonOf(baseline.text, await this.#textOf(exchange));
    const [icon, title] =
      left === right
        ? (['pass', vscode.l10n.t('Same as the baseline')] as const)
        : (['diff', vscode.l10n.t('Differs from the baseline')] as const);
    return {
      ...commandLink('kapture.compareWithBaseline', withIcon(icon, title), uri),
      tooltip: vscode.l10n.t('Compare with the baseline of {0}', whenText(baseline.sentAt)),
    };
  }

  /** Keeps a response as the baseline of its request, in place of an earlier one. */
  async keep(uri = activeUri()): Promise<void> {
    const response = uri && this.#responseAt(uri);
    if (!response) {
      void showInformation(vscode.l10n.t('Save this request and send it again. Its response can then be a baseline.'));
      return;
    }
    const { exchange, key } = response;
    if (isLong(exchange)) {
      warnTooLong(exchange);
      return;
    }
    const earlier = await this.#files.get(key);
    const { operation, sentAt } = exchange;
    await this.#files.set({ ...key, operation, sentAt, text: await this.#textOf(exchange) });
    await this.#update();
    if (earlier) void showInformation(vscode.l10n.t('The baseline of {0} was replaced.', whenText(earlier.sentAt)));
  }

  /** Opens the diff editor with the baseline on the left. */
  async compare(uri = activeUri()): Promise<void> {
    const found = await this.#findOrTell(uri);
    if (!found) return;
    const { exchange, baseline } = found;
    if (isLong(exchange)) {
      warnTooLong(exchange);
      return;
    }
    const name = exchangeTitle(exchange);
    await this.#comparisons.show({
      title: vscode.l10n.t('{0}: Baseline ↔ Response', name),
      left: { name: vscode.l10n.t('{0}, baseline', name), text: baseline.text },
      right: { name, text: await this.#textOf(exchange) },
      notes: [vscode.l10n.t('Baseline: {0}. Response: {1}.', whenText(baseline.sentAt), whenText(exchange.sentAt))],
    });
  }

  async remove(uri = activeUri()): Promise<void> {
    const baseline = (await this.#findOrTell(uri))?.baseline;
    if (!baseline) return;
    await this.#files.remove(baseline);
    await this.#update();
    void showInformation(vscode.l10n.t('The baseline of {0} was deleted.', whenText(baseline.sentAt)));
  }

  /** Moves baselines along with their renamed requests. Logs errors, because nothing awaits it. */
  async rename(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): Promise<void> {
    try {
      for (const { oldUri, newUri } of files) await this.#files.rename(oldUri.toString(), newUri.toString());
    } catch (error) {
      this.#ports.log.error('The baselines of renamed requests could not be updated.', error);
    }
    await this.#update();
  }

  /** The number of baselines of a tenant, or of all. */
  count(tenant?: string): Promise<number> {
    return this.#files.count(tenant);
  }

  /** Deletes the baselines of a tenant, or of all. */
  async clear(tenant?: string): Promise<void> {
    await this.#files.clear(tenant);
    await this.#update();
  }

  async #update(): Promise<void> {
    this.#changed.fire();
    await this.#setContexts();
  }

  /** The response that a document shows, if it is to a saved request. */
  #responseAt(uri: vscode.Uri): ComparedResponse | undefined {
    const exchange = uri.query === headersQuery ? undefined : this.#ports.responses.exchangeOf(uri);
    const request = exchange && this.#ports.responses.requestOf(exchange);
    if (!request || !isSaved(request)) return undefined;
    return { exchange, key: { tenant: exchange.tenant, request: request.toString() } };
  }

  /** The response that a document shows, and its baseline. Undefined if there is none; the user has then been told. */
  async #findOrTell(
    uri: vscode.Uri | undefined,
  ): Promise<{ readonly exchange: Exchange; readonly baseline: Baseline } | undefined> {
    const response = uri && this.#responseAt(uri);
    const baseline = response && (await this.#find(response));
    if (baseline) return { exchange: response.exchange, baseline };
    if (uri?.scheme === responseScheme && !this.#ports.responses.exchangeOf(uri)) showResponseNotInMemory();
    else void showInformation(vscode.l10n.t('This request has no baseline. Keep a response as its baseline first.'));
    return undefined;
  }

  async #find({ exchange, key }: ComparedResponse): Promise<Baseline | undefined> {
    const baseline = await this.#files.get(key);
    return baseline?.operation === exchange.operation ? baseline : undefined;
  }

  /**
   * The response in the form in which a baseline is stored. A newer response is redacted too, so that the redaction is
   * not a difference.
   */
  async #textOf({ tenant, response }: Exchange): Promise<string> {
    const redact = await tenantRedactor(this.#ports.targets, tenant, operationIds, 'all');
    return redact(String(response.text));
  }

  async #setContexts(): Promise<void> {
    const uri = activeUri();
    const response = uri && this.#responseAt(uri);
    setContext('kapture.responseHasRequest', response !== undefined);
    try {
      const baseline = response && (await this.#find(response));
      // Another editor may be active by now.
      if (activeUri()?.toString() === uri?.toString())
        setContext('kapture.responseHasBaseline', baseline !== undefined);
    } catch (error) {
      this.#ports.log.error('The baseline of a response could not be read.', error);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Whether a document is a file that can be opened again, unlike a draft, an example or an edited customer. */
function isSaved({ scheme }: vscode.Uri): boolean {
  return scheme !== 'untitled' && !scheme.startsWith('kapture');
}

function activeUri(): vscode.Uri | undefined {
  return vscode.window.activeTextEditor?.document.uri;
}
