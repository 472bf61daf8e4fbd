import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page around its script, which fills it. Nothing of a server stands in it, and nothing is loaded from anywhere but the extension. */
export function pageHtml(webview: vscode.Webview, dist: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const address = (name: string): string => String(webview.asWebviewUri(vscode.Uri.joinPath(dist, name)));
  return `<!DOCTYPE html>
<html lang="${vscode.env.language.replace(/[^\w-]/g, '')}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Kapture</title>
<link rel="stylesheet" nonce="${nonce}" href="${address('insights-page.css')}">
</head>
<body>
<script nonce="${nonce}" src="${address('insights-page.js')}"></script>
</body>
</html>`;
}
