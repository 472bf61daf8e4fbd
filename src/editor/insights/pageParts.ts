import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageTexts } from './pageTexts.ts';

/** The built script and style sheet of the page. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

let parts: Promise<PageParts> | undefined;

/**
 * Reads the parts once. They are inlined, because loading them from the page takes 60 ms longer (bench
 * `window.insights`).
 */
export async function readPageParts(dist: vscode.Uri): Promise<PageParts> {
  parts ??= Promise.all([textOf(dist, 'insights-page.js'), textOf(dist, 'insights-page.css')]).then(
    ([script, style]) => ({ script, style }),
  );
  try {
    return await parts;
  } catch (error) {
    parts = undefined;
    throw error;
  }
}

async function textOf(dist: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name)));
}

/** The HTML of the page with its script and texts. It contains no data from a server and loads no resources. */
export function pageHtml({ script, style }: PageParts): string {
  const nonce = randomBytes(16).toString('base64');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language.replace(/[^\w-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kapture</title>
<style nonce="${nonce}">${style}</style>
</head>
<body>
<script type="application/json" id="texts">${JSON.stringify(pageTexts()).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
