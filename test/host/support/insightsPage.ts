import * as vscode from 'vscode';
import type { FromPage, ToPage } from '../../../src/editor/insights/protocol.ts';
import { until } from './until.ts';

export type Message<Kind extends ToPage['kind']> = Extract<ToPage, { kind: Kind }>;

/**
 * Stands in for the panel's webview: records the messages to the page and sends the page's messages to the extension.
 */
export class FakePage {
  readonly received: ToPage[] = [];
  readonly #messageSent = new vscode.EventEmitter<FromPage>();
  readonly #messageReceived = new vscode.EventEmitter<never>();
  readonly #disposed = new vscode.EventEmitter<void>();
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
        onDidReceiveMessage: this.#messageSent.event,
        postMessage: (message: ToPage) => {
          this.received.push(structuredClone(message));
          this.#messageReceived.fire(undefined as never);
          return Promise.resolve(true);
        },
      },
      onDidChangeViewState: this.viewState.event,
      onDidDispose: this.#disposed.event,
    } as unknown as vscode.WebviewPanel;
  }

  send(message: FromPage): void {
    this.#messageSent.fire(message);
  }

  /** The first message of this kind, which may already have been received. */
  firstMessage<Kind extends ToPage['kind']>(kind: Kind): Promise<Message<Kind>> {
    return until(`the page receives ${kind}`, this.#messageReceived.event, () =>
      this.received.find((message): message is Message<Kind> => message.kind === kind),
    );
  }

  /** The first wanted message of this kind that is received from now on. */
  nextMessage<Kind extends ToPage['kind']>(
    kind: Kind,
    isWanted: (message: Message<Kind>) => boolean = () => true,
  ): Promise<Message<Kind>> {
    const from = this.received.length;
    return until(`the page receives ${kind}`, this.#messageReceived.event, () =>
      this.received
        .slice(from)
        .find((message): message is Message<Kind> => message.kind === kind && isWanted(message as Message<Kind>)),
    );
  }
}
