import * as vscode from 'vscode';
import type { CustomerNode, CustomersNode } from '../../src/editor/customers/tree/customersNodes.ts';
import type { CustomersView } from '../../src/editor/customers/customersView.ts';
import type { TestAccess } from '../../src/extension.ts';
import type { ListModule } from '../../src/kapture/catalogue/operation.ts';
import type { AuthKey } from '../../src/kapture/connection/authKey.ts';
import type { Target } from '../../src/kapture/exchange/exchange.ts';
import { readConnection } from '../../src/kapture/connection/connection.ts';
import { measureInHost, quiet } from './inHost.ts';

/** Pulls of 100,000 records in the Customers view: samples in milliseconds. */
export interface BigPullReport {
  /** All that the view reads after a keystroke in a filter, with two groups expanded. */
  readonly filter: number[];
  /** From a click on a customer to an editor that shows the record. */
  readonly open: number[];
}

const range = { start: '2000-01-01', end: '2099-12-31' };
const typed = ['s', 'sa', 'saf', 'saff', 'saffron', 'no such customer', 'a', 'ma', 'mar', '98', '987'];

const module = process.env['KAPTURE_BENCH_MODULE'] as ListModule;

/** Runs in the extension host with our extension: pulls the records of a module from `KAPTURE_BENCH_URL`. */
export async function run(): Promise<void> {
  await measureInHost(async () => {
    const access = await vscode.extensions.getExtension<TestAccess>('kapture-devtools.kapture-crm')!.activate();
    const view = await access.customers.open();
    // The limit is raised, because all records arrive in one response.
    await vscode.workspace.getConfiguration('kapture').update('maxResponseMegabytes', 500, true);
    const target = benchTarget(process.env['KAPTURE_BENCH_URL']!);
    const report: BigPullReport = { filter: [], open: [] };
    await view.pulls.start(target, module, 'Bench', range, [range]);
    if (view.model.shown?.loaded !== 100_000) throw new Error(`${view.model.shown?.loaded} records were received.`);
    await quiet();
    await view.model.prepareFilter();
    for (const text of typed) report.filter.push(await keystroke(view, text));
    await view.model.update({ filter: '' });
    // A ticket is opened with a request, which is not measured here.
    if (module === 'ticket') return report;
    const [first, ...others] = (await customersOf(view)).slice(0, 21);
    // The first record loads what a JSON editor needs, so it is not counted.
    await click(view, first!);
    for (const customer of others) {
      const clicked = performance.now();
      await click(view, customer);
      report.open.push(performance.now() - clicked);
    }
    return report;
  });
}

async function customersOf({ tree }: CustomersView): Promise<CustomerNode[]> {
  const group = (await tree.getChildren()).find(({ kind }) => kind === 'group');
  return group ? (await tree.getChildren(group)).filter((node): node is CustomerNode => node.kind === 'customer') : [];
}

/** Does what VS Code does for a click on a customer's row. Resolves when an editor shows its record. */
async function click({ tree }: CustomersView, customer: CustomerNode): Promise<void> {
  const [uri] = tree.getTreeItem(customer).command!.arguments as [vscode.Uri];
  const shown = new Promise<vscode.TextDocument>((resolve) => {
    const listening = vscode.window.onDidChangeVisibleTextEditors((editors) => {
      const document = editors.find((editor) => editor.document.uri.toString() === uri.toString())?.document;
      if (!document) return;
      listening.dispose();
      resolve(document);
    });
  });
  await vscode.commands.executeCommand('vscode.open', uri);
  if (!(await shown).getText().includes(customer.id)) throw new Error(`${uri.path} does not show ${customer.id}.`);
}

/**
 * Does what VS Code does after a keystroke in the filter: loads the groups, and the rows of those that are expanded.
 */
async function keystroke({ model, tree }: CustomersView, text: string): Promise<number> {
  const started = performance.now();
  await model.update({ filter: text });
  const groups: CustomersNode[] = (await tree.getChildren()).filter(({ kind }) => kind === 'group').slice(0, 2);
  await Promise.all(groups.map((group) => tree.getChildren(group)));
  return performance.now() - started;
}

/** A connection to a bench server that returns a whole range in one response. */
function benchTarget(baseUrl: string): Target {
  const { connection } = readConnection({
    name: 'Bench',
    baseUrl,
    role: 'sandbox',
    periodHours: 24 * 30,
    parallelPulls: 1,
  });
  if (!connection) throw new Error(`The bench cannot connect to ${baseUrl}.`);
  return { connection, key: 'a2FwZGVtbzprYXAxMjM=' as AuthKey };
}
