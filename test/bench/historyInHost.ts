import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { HistoryStorage } from '../../src/editor/history/historyStorage.ts';
import type { CustomersView } from '../../src/editor/customers/customersView.ts';
import type { TestAccess } from '../../src/extension.ts';
import type { Exchange } from '../../src/kapture/exchange/exchange.ts';
import { readResponse } from '../../src/kapture/responses/readResponse.ts';
import { benchTarget } from './benchTarget.ts';
import { measureInHost } from './measureInHost.ts';
import { quiet } from './quiet.ts';

/**
 * Blocks of the extension host while 100,000 customers are pulled and cleared, and exchanges are stored and cleared.
 * Samples in milliseconds.
 */
export interface HistoryReport {
  /** The 99.9th percentile of its turns. */
  readonly blocked: number[];
  readonly longest: number[];
  /** The longest time from an exchange to its row. */
  readonly slowest: number[];
}

const range = { start: '2000-01-01', end: '2099-12-31' };
const rounds = 5;
/** Between exchanges, in milliseconds. */
const pause = 50;

/** Runs in the extension host with our extension: pulls from `KAPTURE_BENCH_URL`. */
export async function run(): Promise<void> {
  await measureInHost(async (): Promise<HistoryReport> => {
    const extension = vscode.extensions.getExtension<TestAccess>('kapture-devtools.kapture-crm')!;
    const { customers, log } = await extension.activate();
    const view = await customers.open();
    // All records arrive in one response.
    await vscode.workspace.getConfiguration('kapture').update('maxResponseMegabytes', 500, true);
    const folder = mkdtempSync(path.join(tmpdir(), 'kapture-bench-history-'));
    const history = new HistoryStorage(
      {
        path: path.join(folder, 'history.db'),
        script: vscode.Uri.joinPath(extension.extensionUri, 'dist', 'history-worker.mjs').fsPath,
      },
      log,
    );
    try {
      await keep(history, 0);
      await quiet();
      const report: HistoryReport = { blocked: [], longest: [], slowest: [] };
      for (let round = 0; round < rounds; round++) {
        let slowest = 0;
        let isOver = false;
        const turns = monitorEventLoopDelay({ resolution: 1 });
        turns.enable();
        const clearing = pullAndClear(view, history).finally(() => (isOver = true));
        for (let count = 1; !isOver; count++) {
          slowest = Math.max(slowest, await keep(history, count));
          await delay(pause);
        }
        await clearing;
        turns.disable();
        report.blocked.push(turns.percentile(99.9) / 1e6);
        report.longest.push(turns.max / 1e6);
        report.slowest.push(slowest);
        await quiet();
      }
      if (history.failure !== undefined) throw new Error(history.failure);
      return report;
    } finally {
      await history.close();
      history.dispose();
      rmSync(folder, { recursive: true });
    }
  });
}

async function pullAndClear(view: CustomersView, history: HistoryStorage): Promise<void> {
  await view.pulls.start(benchTarget(process.env['KAPTURE_BENCH_URL']!), 'Bench', range, [range]);
  if (view.model.shown?.loaded !== 100_000) throw new Error(`${view.model.shown?.loaded} customers were received.`);
  await Promise.all([view.storage.clear(), history.clear()]);
  await view.model.forget();
}

/**
 * An exchange with a response of `bytes` bytes. Created in advance, because it takes time of the host that is not the
 * history's.
 */
function exchangeOf(bytes: number): Exchange {
  const text = `{"message": "${'x'.repeat(bytes)}", "status": "failed"}`;
  return {
    operation: 'get',
    tenant: 'https://bench.in',
    connection: 'Bench',
    timeZone: 'Asia/Kolkata',
    url: 'https://bench.in/get',
    requestBody: '[{"phone":"9000000000"}]',
    requestHeaders: {},
    sentAt: Date.now(),
    response: {
      status: 200,
      headers: { server: 'Bench' },
      contentType: 'application/json',
      text,
      bytes: text.length,
      milliseconds: 1,
      location: undefined,
      reading: readResponse('get', 200, text),
    },
  };
}

const [short, long] = [exchangeOf(2000), exchangeOf(1_000_000)];

/** Stores an exchange, every tenth with a long response, and reads what a view does. Returns the duration. */
async function keep(history: HistoryStorage, count: number): Promise<number> {
  const started = performance.now();
  await history.add({
    exchange: count % 10 ? short : long,
    purpose: 'request',
    source: undefined,
    request: undefined,
    isRepeat: false,
    redact: (text) => text,
  });
  await history.checkOtherWindows();
  await history.read((store) => store.list({ limit: 200 }), []);
  return performance.now() - started;
}
