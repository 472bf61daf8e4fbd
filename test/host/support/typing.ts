import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

/**
 * How long the extension host is watched after each character, in milliseconds. This is longer than any debounce in the
 * extension.
 */
const watchedMs = 700;

/** A request of about `length` characters, one field a line. */
export function longRequest(length: number): string {
  const lines: string[] = ['{', '  "customer_name": "Asha",', '  "phone": "9876543210",'];
  for (let at = lines.length, written = 0; written < length; at++) {
    const line = `  "field_${at}": "${'value '.repeat(6)}${at}",`;
    lines.push(line);
    written += line.length + 1;
  }
  return [...lines, '  "email_id": "asha@example.com"', '}'].join('\n');
}

/**
 * Types into the middle of each document in turn. Returns, for each document, the longest block of the extension host
 * after each character, in milliseconds.
 */
export async function typingBlocks(documents: readonly vscode.TextDocument[], characters: number): Promise<number[][]> {
  const blocks = documents.map((): number[] => []);
  for (let character = 0; character < characters; character++) {
    for (const [index, document] of documents.entries()) {
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      const place = new vscode.Position(document.lineCount >> 1, '  "field'.length);
      editor.selection = new vscode.Selection(place, place);
      await delay(watchedMs);
      const blocked = monitorEventLoopDelay({ resolution: 1 });
      blocked.enable();
      await vscode.commands.executeCommand('type', { text: 'x' });
      await delay(watchedMs);
      blocked.disable();
      blocks[index]!.push(blocked.max / 1e6);
    }
  }
  return blocks;
}
