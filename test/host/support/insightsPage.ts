import * as vscode from 'vscode';
import type { FromPage, ToPage } from '../../../src/editor/insights/protocol.ts';
import { until } from './until.ts';

export type Message<Kind extends ToPage['kind']> = Extract<ToPage, { kind: Kind }>;

/**
 * Stands in for the panel's webview: records the messages to the page and sends the page's messages to the extension.
 */
export class Listener {
  readonly heard: ToPage[] = [];
  readonly #said = new vscode.EventEmitter<FromPage>();
  readonly #heard = new vscode.EventEmitter<never>();
  readonly #gone = new vscode.EventEmitter<void>();
  visible = true;
  readonly viewState = new vscode.EventEmitter<void>();

  get panel(): vscode.WebviewPanel {
    const isVisible = (): boolean => this.visible;
    return {
      get visible() {
        return isVisible();
      },
      webview: {
        options: {},
        html: '',
        cspSource: 'self',
        asWebviewUri: (uri: vscode.Uri) => uri,
        onDidReceiveMessage: this.#said.event,
        postMessage: (message: ToPage) => {
          this.heard.push(structuredClone(message));
          this.#heard.fire(undefined as never);
          return Promise.resolve(true);
        },
      },
      onDidChangeViewState: this.viewState.event,
      onDidDispose: this.#gone.event,
    } as unknown as vscode.WebviewPanel;
  }

  say(message: FromPage): void {
    this.#said.fire(message);
  }

  /** The first message of this kind, including those already received. */
  heardOr<Kind extends ToPage['kind']>(kind: Kind): Promise<Message<Kind>> {
    return until(`the page hears ${kind}`, this.#heard.event, () =>
      this.heard.find((message): message is Message<Kind> => message.kind === kind),
    );
  }

  /** The first wanted message of this kind that is received from now on. */
  hears<Kind extends ToPage['kind']>(
    kind: Kind,
    isWanted: (message: Message<Kind>) => boolean = () => true,
  ): Promise<Message<Kind>> {
    const from = this.heard.length;
    return until(`the page hears ${kind}`, this.#heard.event, () =>
      this.heard
        .slice(from)
        .find((message): message is Message<Kind> => message.kind === kind && isWanted(message as Message<Kind>)),
    );
  }
}
