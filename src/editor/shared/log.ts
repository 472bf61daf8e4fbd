import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { errorLines, oneLine } from './texts/plainText.ts';

/** The extension's output channel. Never write request bodies, responses or auth keys to it. */
export class Log implements vscode.Disposable {
  readonly #channel = vscode.window.createOutputChannel('Kapture CRM', { log: true });

  info(message: string): void {
    this.#channel.info(oneLine(message, 2000));
  }

  error(message: string, error?: unknown): void {
    this.#channel.error(
      error instanceof Error ? `${oneLine(message, 500)}\n${errorLines(error)}` : oneLine(message, 500),
    );
  }

  /** Logs an exchange in one line: operation, connection, URL, status and outcome. */
  exchange({ operation, connection, url, response }: Exchange): void {
    this.info(
      `${operation} ${connection} ${url} → HTTP ${response.status} ${response.reading.outcome}${response.reading.trouble ? ` (${response.reading.trouble})` : ''}, ${response.bytes} bytes, ${Math.round(response.milliseconds)} ms`,
    );
  }

  show(): void {
    this.#channel.show();
  }

  dispose(): void {
    this.#channel.dispose();
  }
}
