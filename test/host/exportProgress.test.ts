import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { exportFromView } from '../../src/editor/customers/export/exportFromView.ts';
import { fixture } from './support/fixture.ts';
import { user } from './support/user.ts';

/** A worker that has written two customers, and ends when the export is canceled. */
const worker = `const { parentPort } = require('node:worker_threads');
parentPort.once('message', () => parentPort.postMessage({ failure: { reason: 'canceled', message: '' } }));
parentPort.postMessage({ rows: 2 });
`;

describe('the progress of an export', () => {
  for (const [what, change, total] of [
    ['all customers', {}, 7],
    ['filtered customers', { filter: 'goa' }, 5],
    ['selected customers', { selected: ['1', '2', '3'], isSelectionOnly: true }, 3],
  ] as const)
    it(`${what} → how many of ${total} are done`, async () => {
      const { context, log } = fixture();
      const folder = context.globalStorageUri.fsPath;
      const script = path.join(folder, 'unfinished-export.cjs');
      await vscode.workspace.fs.createDirectory(context.globalStorageUri);
      await writeFile(script, worker);
      const present = Object.getOwnPropertyDescriptor(vscode.window, 'withProgress')!;
      const messages: unknown[] = [];
      Object.defineProperty(vscode.window, 'withProgress', {
        ...present,
        value: (_: unknown, work: (progress: object, token: vscode.CancellationToken) => Thenable<unknown>) => {
          const cancellation = new vscode.CancellationTokenSource();
          const report = ({ message }: { readonly message?: string }): void => {
            messages.push(message);
            cancellation.cancel();
          };
          return work({ report }, cancellation.token);
        },
      });
      try {
        if ('filter' in change) user.picks('Filtered records');
        user.picks('JSON Lines').savesTo(vscode.Uri.file(path.join(folder, 'unfinished.jsonl')));
        await exportFromView(
          script,
          {
            database: '',
            pull: {
              id: 1,
              module: 'customer',
              connection: 'Own',
              timeZone: 'UTC',
              range: { start: '2021-03-14', end: '2021-03-14' },
            },
            loaded: 7,
            matching: 5,
            missing: 0,
            filter: '',
            only: undefined,
            order: { by: 'day', sort: 'newest' },
            selected: undefined,
            isSelectionOnly: false,
            ...change,
          },
          context.globalState,
          log,
        );
      } finally {
        Object.defineProperty(vscode.window, 'withProgress', present);
      }
      assert.deepEqual(messages, [`2 of ${total} customers`]);
    });
});
