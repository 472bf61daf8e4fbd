import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';
import type { CustomerNode, CustomersNode } from '../../src/editor/customers/tree/customersNodes.ts';
import type { CustomersView } from '../../src/editor/customers/customersView.ts';
import type { TestAccess } from '../../src/extension.ts';
import { benchTarget } from './benchTarget.ts';
import { measureInHost } from './measureInHost.ts';
import { quiet } from './quiet.ts';

/** Pulls of 100,000 records in the customers view: samples in milliseconds. */
export interface BigPullReport {
  /** From the start of a pull to the view's first customer. */
  readonly first: number[];
  /** From canceling in the middle of the response to the end of the pull. */
  readonly cancel: number[];
  /** All that the view reads after a keystroke in a filter, with this number of groups expanded. */
  readonly filter: Record<'two' | 'ten', number[]>;
  /** The longest block of the event loop during a whole pull. */
  readonly blocked: number;
  /** From a click on a customer to an editor that shows the record. */
  readonly open: number[];
  /** The same for a document with one word: what VS Code takes to open any document. */
  readonly openEmpty: number[];
}

const range = { start: '2000-01-01', end: '2099-12-31' };
const samples = 5;
const typed = ['s', 'sa', 'saf', 'saff', 'saffron', 'no such customer', 'a', 'ma', 'mar', '98', '987'];

/** Runs in the extension host with our extension: pulls from `KAPTURE_BENCH_URL`. */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    const access = await vscode.extensions.getExtension<TestAccess>('kapture-devtools.kapture-crm')!.activate();
    const view = await access.customers.open();
    // All records arrive in one response.
    await vscode.workspace.getConfiguration('kapture').update('maxResponseMegabytes', 500, true);
    const target = benchTarget(process.env['KAPTURE_BENCH_URL']!);
    const pull = (): Promise<void> => view.pulls.start(target, 'Bench', range, [range]);
    const report: Omit<BigPullReport, 'blocked'> = {
      first: [],
      cancel: [],
      filter: { two: [], ten: [] },
      open: [],
      openEmpty: [],
    };
    // The queries of the insights keep a store busy. Canceling must not wait for them.
    await vscode.commands.executeCommand('kapture.showInsights');
    // The first pull loads modules and is not counted.
    for (let sample = 0; sample <= samples; sample++) {
      // An earlier pull would be shown until this one is complete.
      await (await view.storage.open()).clear();
      await view.model.forget();
      await quiet();
      const first = firstCustomer(view);
      const started = performance.now();
      const pulled = pull();
      await first;
      const firstMs = performance.now() - started;
      await arrived(view, 30_000);
      const canceled = performance.now();
      await view.pulls.stop();
      await pulled;
      if (!sample) continue;
      report.first.push(firstMs);
      report.cancel.push(performance.now() - canceled);
    }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await quiet();
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    await pull();
    delay.disable();
    if (view.model.shown?.loaded !== 100_000) throw new Error(`${view.model.shown?.loaded} customers were received.`);
    await quiet();
    await view.model.prepareFilter();
    for (const [name, count] of [
      ['two', 2],
      ['ten', 10],
    ] as const)
      for (const text of typed) report.filter[name].push(await keystroke(view, text, count));
    await view.model.update({ filter: '' });
    const [first, ...others] = (await customersOf(view)).slice(0, 21);
    // The first record loads what a JSON editor needs, and is not counted.
    await click(view, first!);
    for (const customer of others) {
      const clicked = performance.now();
      await click(view, customer);
      report.open.push(performance.now() - clicked);
    }
    const empty = vscode.workspace.registerTextDocumentContentProvider('bench', {
      provideTextDocumentContent: () => 'empty',
    });
    for (const { id } of others) {
      const started = performance.now();
      await open(vscode.Uri.from({ scheme: 'bench', path: `/${id}.json` }), 'empty');
      report.openEmpty.push(performance.now() - started);
    }
    empty.dispose();
    return { ...report, blocked: delay.max / 1e6 };
  });
}

/** The customers of the first group, as VS Code requests them. */
async function customersOf({ tree }: CustomersView): Promise<CustomerNode[]> {
  const group = (await tree.getChildren()).find(({ kind }) => kind === 'group');
  return group ? (await tree.getChildren(group)).filter((node): node is CustomerNode => node.kind === 'customer') : [];
}

/** Does what VS Code does for a click on a customer's row. Resolves when an editor shows its record. */
function click({ tree }: CustomersView, customer: CustomerNode): Promise<void> {
  const [uri] = tree.getTreeItem(customer).command!.arguments as [vscode.Uri];
  return open(uri, customer.id);
}

/** Opens a document. Resolves when an editor shows it with a text. */
async function open(uri: vscode.Uri, text: string): Promise<void> {
  const shown = new Promise<vscode.TextDocument>((resolve) => {
    const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      const document = editors.find((editor) => editor.document.uri.toString() === uri.toString())?.document;
      if (!document) return;
      listening.dispose();
      resolve(document);
    });
  });
  await vscode.commands.executeCommand('vscode.open', uri);
  if (!(await shown).getText().includes(text)) throw new Error(`${uri.path} does not show ${text}.`);
}

/** Resolves when the tree has a customer of a pull that has not started yet. */
function firstCustomer(view: CustomersView): Promise<void> {
  const before = view.model.shown?.pull.id;
  return new Promise((resolve, reject) => {
    const listening = view.tree.onDidChangeTreeData(() => {
      if (view.model.shown?.pull.id === before) return;
      customersOf(view).then(([customer]) => {
        if (!customer) return;
        listening.dispose();
        resolve();
      }, reject);
    });
  });
}

function arrived({ model }: CustomersView, count: number): Promise<void> {
  return new Promise((resolve) => {
    const listening = model.onDidChange(() => {
      if ((model.shown?.loaded ?? 0) < count) return;
      listening.dispose();
      resolve();
    });
  });
}

/**
 * Does what VS Code does after a keystroke in the filter: loads the groups, and the rows of those that are expanded.
 */
async function keystroke({ model, tree }: CustomersView, text: string, open: number): Promise<number> {
  const started = performance.now();
  await model.update({ filter: text });
  const groups: CustomersNode[] = (await tree.getChildren()).filter(({ kind }) => kind === 'group').slice(0, open);
  await Promise.all(groups.map((group) => tree.getChildren(group)));
  return performance.now() - started;
}
