import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The built script and style sheet of a page in a webview. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

const cache = new Map<string, Promise<PageParts>>();

/**
 * Reads the parts of a page once: `name.js` and `name.css`. They are inlined, because loading them from the page takes
 * 60 ms longer (bench `window.insights`).
 */
export async function readPageParts(dist: vscode.Uri, name: string): Promise<PageParts> {
  const parts =
    cache.get(name) ??
    Promise.all([textOf(dist, `${name}.js`), textOf(dist, `${name}.css`)]).then(([script, style]) => ({
      script,
      style,
    }));
  cache.set(name, parts);
  try {
    return await parts;
  } catch (error) {
    cache.delete(name);
    throw error;
  }
}

async function textOf(dist: vscode.Uri, name: string): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, name)));
}

/** The HTML of a page with its script and texts. It contains no data from a server and loads no resources. */
export function pageHtml({ script, style }: PageParts, texts: object): string {
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
<script type="application/json" id="texts">${JSON.stringify(texts).replaceAll('<', '\\u003c')}</script>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
