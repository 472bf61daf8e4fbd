import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

/** How long the extension host is watched after a character was typed: longer than anything waits for the next one. */
const watchedMs = 700;

/** A request of about so many characters, one field a line, with a place to type at in the middle. */
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
 * Types into documents in turns; for each the longest that the extension host could do nothing else after each character,
 * in milliseconds.
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
