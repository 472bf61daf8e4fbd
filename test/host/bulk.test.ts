import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { actionsOf, shownRow } from '../../src/editor/bulk/planPage.ts';
import { commentsOf } from '../../src/editor/bulk/planTexts.ts';
import { confirmRun } from '../../src/editor/bulk/runs.ts';
import { openDraftOf } from '../../src/editor/requests/drafts.ts';
import { mappingPathOf } from '../../src/kapture/bulk/mappings/mappingFile.ts';
import type { PlanHead } from '../../src/kapture/bulk/plans/plan.ts';
import type { PlanDatabase } from '../../src/kapture/bulk/plans/planDatabase.ts';
import type { PlanRow } from '../../src/kapture/bulk/plans/planRow.ts';
import type { RunConfirmation } from '../../src/kapture/bulk/runs/bulkRun.ts';
import { formOf } from '../../src/kapture/catalogue/forms.ts';
import { readConnection, type Role } from '../../src/kapture/connection/connection.ts';
import { pinnedConnection } from '../../src/kapture/connection/pinnedConnection.ts';
import { problem } from '../../src/kapture/problem/problem.ts';
import type { HistoryRun } from '../../src/kapture/store/historyRuns.ts';
import { countsOf, headOf } from '../unit/kapture/bulk/support.ts';
import { workspaceFolder } from './support/documents.ts';
import { fixture, run, sandboxTenant } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';
import { withPlans } from './support/withPlans.ts';

const noPlans = 'There are no plans yet. Add or update customers from a file to create one.';
const nothing = { before: new Map(), after: new Map() };

function confirmationFor(role: Role): RunConfirmation {
  const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', role });
  const numbers = { adds: 3, updates: 40, writes: 43, unknown: 2, blank: 0 };
  return { connection: connection!, host: 'acme.example', ...numbers, irreversible: { fields: 0, customers: 0 } };
}
const counts = countsOf({ add: 3, update: 38, unknown: 2, excluded: 1, invalid: 7 });

/** Stores a plan of the sandbox with two updates that are not sent. */
function storedPlan(store: PlanDatabase): number {
  const token = 'new';
  const id = store.create(
    {
      ...{ title: 'customers.csv', tenant: sandboxTenant(), connection: 'Sandbox', identifier: 'id', dialect: 'flat' },
      binding: '[]',
    },
    { token, pid: process.pid, host: hostname() },
  );
  const changes = [{ field: 'city', from: '"Pune"', to: '"Goa"' }];
  const rows = [1, 2].map((row) => ({
    input: { row, key: String(row), fields: new Map(), repairs: [], reasons: [] },
    decision: { state: 'update' as const, customerId: String(row), changes },
  }));
  store.addRows(id, token, rows);
  store.endRows(id, token);
  store.endLookUp(id, token);
  store.setStatus(id, token, 'ready');
  store.release(id, token);
  return id;
}

/** What a screen reader says about the rows of the History view, without the time and the connection. */
async function historyRows(): Promise<string[]> {
  const { tree } = fixture().history;
  const nodes = (await tree.getChildren()) ?? [];
  const items: vscode.TreeItem[] = [];
  for (const node of nodes) items.push(await tree.getTreeItem(node));
  return items.map(({ accessibilityInformation }) =>
    (accessibilityInformation?.label ?? '').replace(/, [^,]*\d:\d\d[^,]*, Sandbox/, ''),
  );
}

/**
 * Accepts these rows of the mapping, one after the other, while `action` runs. Resolves to the titles and prompts of
 * the boxes.
 */
async function acceptingRows(
  labels: readonly string[],
  action: () => Promise<unknown>,
  onShow: (items: readonly vscode.QuickPickItem[]) => void = () => undefined,
): Promise<string[]> {
  const original = Object.getOwnPropertyDescriptor(vscode.window, 'createQuickPick')!;
  const left = [...labels];
  const asked: string[] = [];
  let accept = (): void => undefined;
  let hide = (): void => undefined;
  const pick = {
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    onDidAccept: (listener: () => void) => (accept = listener),
    onDidHide: (listener: () => void) => (hide = listener),
    onDidTriggerButton: () => undefined,
    onDidTriggerItemButton: () => undefined,
    onDidChangeValue: () => undefined,
    value: '',
    placeholder: '',
    show: () => {
      asked.push(pick.placeholder);
      onShow(pick.items);
      const label = left.shift();
      pick.activeItems = pick.items.filter((item) => item.label === label);
      accept();
    },
    hide: () => hide(),
    dispose: () => undefined,
  };
  Object.defineProperty(vscode.window, 'createQuickPick', { configurable: true, value: () => pick });
  try {
    await action();
    return asked;
  } finally {
    Object.defineProperty(vscode.window, 'createQuickPick', original);
  }
}

describe('bulk changes', () => {
  before(async () => {
    user.clicks('Delete All');
    await run('kapture.deleteStoredData', 'history');
  });
  beforeEach(() => run('kapture.useSandbox'));

  it('a run in production → asks for the number of writes; another number is refused, the right one confirms', async () => {
    user.types('34').types('43');
    assert.equal(await confirmRun(confirmationFor('production'), headOf(), counts), true);
    assert.deepEqual(user.validationErrors, ['Enter 43 to write, or press Escape to cancel.']);
    const asked = user.questions.join('\n');
    assert.ok(asked.includes('Acme (production)'), asked);
    const first = 'To write to production, enter the number of writes: 43. Host: acme.example. Adds: 3. Updates: 40. ';
    assert.ok(asked.includes(`${first}Of these, 2 may have been applied already.`), asked);
    // The number is not the placeholder, because it would look as if it were entered already.
    assert.match(asked, / · Number of writes$/);
    user.pressesEscape();
    assert.equal(await confirmRun(confirmationFor('production'), headOf(), counts), false);
  });

  it('a run elsewhere → a confirmation with host, role, numbers and the only change; only its button confirms', async () => {
    user.clicks('Write to Acme');
    const confirmation = { ...confirmationFor('development'), onlyChange: { field: 'city', to: '"New\\nDelhi"' } };
    assert.equal(await confirmRun(confirmation, headOf(), counts), true);
    assert.equal(await confirmRun(confirmation, headOf(), counts), false);
    await confirmRun({ ...confirmation, writes: 1 }, headOf(), counts);
    assert.match(user.messages.at(-1)!.text, /^Write 1 customer to Acme\?/);
    const [{ text } = { text: '' }] = user.messages;
    for (const part of [
      'Write 43 customers to Acme?',
      'Host: acme.example',
      'Role: development',
      'Adds: 3. Updates: 40.',
      'New value of city: New↵Delhi',
      'Rows not written: Excluded: 1, Invalid: 7.',
    ])
      assert.ok(text.includes(part), text);
  });

  it('actions of a plan → what is possible in its state', () => {
    const titles = (head: Partial<PlanHead>, rows: Parameters<typeof countsOf>[0], isReadOnly = false): string[] =>
      actionsOf(headOf(head), countsOf(rows), undefined, isReadOnly).map(({ title }) => title);
    assert.deepEqual(titles({ status: 'ready' }, { update: 43, invalid: 1 }), [
      'Write 43 Customers…',
      'Save Plan…',
      'Save Rows to Correct…',
    ]);
    assert.equal(titles({ status: 'ready' }, { update: 1 })[0], 'Write 1 Customer…');
    assert.deepEqual(titles({ status: 'stopped' }, { update: 1 }), ['Resume Run…', 'Save Plan…']);
    assert.deepEqual(titles({ status: 'ready' }, { update: 1 }, true), ['Save Plan…']);
    assert.deepEqual(titles({ status: 'planning' }, { 'not-looked-up': 3 }), ['Look Up Customers', 'Save Plan…']);
    assert.deepEqual(titles({ status: 'planning', isRead: false }, { 'not-looked-up': 3 }), ['Save Plan…']);
    assert.deepEqual(titles({ status: 'finished', revertOf: 1 }, { done: 1, conflict: 1 }), ['Save Result…']);
    // Another window or program uses the plan.
    assert.deepEqual(titles({ status: 'applying', isInUse: true }, { update: 1, done: 1 }), []);
  });

  it('a refused row that is opened as a request → its comments say the reason once, and name no connection', async () => {
    const refused = { column: '@connection Acme', field: 'phone', text: '12345', problem: problem('Wrong.') };
    const repairs = [
      { column: '@connection Acme', field: 'phone', from: "'12345", to: '12345', why: problem('A mark.') },
      { column: 'City', field: 'city', from: "'Pune", to: 'Pune', why: problem('A mark.') },
    ];
    const row: PlanRow = {
      ...{ row: 12, state: 'invalid', key: '', changes: [], repairs, invalidCells: [], reasons: [refused] },
      ...{ fields: new Map([['city', '"Pune"']]) },
    };
    // The refused cell is first, and no text says that it would be sent.
    const shown = shownRow(row, false, formOf('update', 'flat'));
    assert.equal(shown.changes, 'phone: 12345, city: Pune');
    assert.deepEqual(shown.details, ['@connection Acme: Wrong.', `City: “'Pune” is read as “Pune”. A mark.`]);
    const notes = commentsOf(row, 'leads.csv');
    assert.deepEqual(notes, ['Row 12 of leads.csv: Invalid', '@connection Acme: Wrong.']);
    const { document } = await openDraftOf('add', '{"city": "Pune"}', { pin: undefined, connection: undefined, notes });
    assert.equal(pinnedConnection(document.getText()), undefined);
    await run('workbench.action.revertAndCloseActiveEditor');
  });

  it('a message of Kapture in the details of a row → without a period or its first comma', () => {
    const row: PlanRow = {
      ...{ row: 2, write: 'add', key: '', fields: new Map(), changes: [], repairs: [], invalidCells: [], reasons: [] },
      ...{ state: 'failed', serverMessage: ' , Missing fields' },
    };
    assert.deepEqual(shownRow(row, false, formOf('update', 'flat')).details, ['Kapture: Missing fields']);
  });

  it('a value with an unknown or unclosed variable or a question, or a masked one → refused in the box, which keeps it', async () => {
    const customer = { tenant: sandboxTenant(), id: '61371820', connection: 'Sandbox' };
    for (const [value, reason] of [
      ['{{nobody}}', 'The variable {{nobody}} has no value.'],
      ['{{$guid', 'The variable {{$guid is not closed with }}.'],
      ['{{?Which}}', 'Questions such as {{?Which}} can only be asked for requests. Enter the value itself.'],
      ['98******26', 'The value is masked.'],
    ] as const) {
      user.picks('city').types(value).pressesEscape();
      await run('kapture.changeField', customer, [customer]);
      assert.ok(user.validationErrors.at(-1)?.includes(reason), JSON.stringify(user.validationErrors));
    }
  });

  it('a variable that differs between requests → another value for each customer', async () => {
    const customers = ['61371820', '65245'].map((id) => ({ tenant: sandboxTenant(), id, connection: 'Sandbox' }));
    user.picks('city').types('Goa {{$guid}}');
    await run('kapture.changeField', customers[0], customers);
    const values = withPlans((store) => {
      const [plan] = store.plans();
      const rows = store.rows({ plan: plan!.id, limit: 10 });
      store.remove(plan!.id);
      return rows.map(({ fields }) => fields.get('city'));
    });
    assert.equal(new Set(values).size, 2, String(values));
    for (const value of values) assert.match(value ?? '', /^"Goa [0-9a-f-]{36}"$/);
  });

  it('a quote that is never closed → the message names the file, and opens it at the line of its row', async () => {
    const file = vscode.Uri.file(path.join(workspaceFolder().fsPath, 'open.csv'));
    await writeFile(file.fsPath, 'Name,Phone\nAsha,9845011111\n"Ravi,9845022222\nMeera,9845033333\n');
    try {
      user.clicks('Open at Line 3');
      await run('kapture.importFile', file);
      const selected = vscode.window.onDidChangeTextEditorSelection as vscode.Event<never>;
      const editor = await until('the line', selected, () => {
        const { activeTextEditor } = vscode.window;
        return activeTextEditor?.selection.active.line ? activeTextEditor : undefined;
      });
      assert.equal(user.messageTexts.at(-1), 'open.csv: A quote is never closed in the row that starts on line 3.');
      assert.deepEqual([editor.document.uri.path, editor.selection.active.line], [file.path, 2]);
    } finally {
      await run('workbench.action.closeAllEditors');
      await rm(file.fsPath);
    }
  });

  it('a table that is not UTF-8 → three of its values; declined, nothing is planned; confirmed, they are those', async () => {
    const file = path.join(workspaceFolder().fsPath, 'old.csv');
    const names = ['José Núñez', 'Zoë Müller', 'Renée'];
    const rows = [...names, 'Chloë'].map((name, index) => `${name},984501111${index}\n`);
    await writeFile(file, Buffer.from(`Name,Phone\n${rows.join('')}`, 'latin1'));
    const plannedNames = (): unknown[] =>
      withPlans((store) => {
        const [plan] = store.plans(sandboxTenant());
        return plan ? store.rows({ plan: plan.id, limit: 10 }).map(({ fields }) => fields.get('customer_name')) : [];
      });
    try {
      user.clicks("Don't Import");
      await run('kapture.importFile', vscode.Uri.file(file));
      const asked = `“old.csv” is not UTF-8. Read it as Windows-1252? It would have these values. Continue only if they are correct.\n\n${names.join('\n')}`;
      assert.deepEqual([user.messageTexts.at(-1), plannedNames()], [asked, []]);
      user.clicks('Read as Windows-1252').picks('Create Plan');
      await run('kapture.importFile', vscode.Uri.file(file));
      assert.deepEqual(
        plannedNames().slice(0, 3),
        names.map((name) => JSON.stringify(name)),
      );
    } finally {
      await run('workbench.action.closeAllEditors');
      for (const name of [file, mappingPathOf(file)]) await rm(name, { force: true });
      withPlans((store) => store.removeTenant());
    }
  });

  it('Add or Update Customers from File with a table open → takes it, once it is saved', async () => {
    const file = path.join(workspaceFolder().fsPath, 'shown.csv');
    await writeFile(file, 'Name,Phone\n');
    try {
      const editor = await vscode.window.showTextDocument(vscode.Uri.file(file));
      await editor.edit((edit) => edit.insert(new vscode.Position(1, 0), '"Ravi,9845022222\n'));
      await run('kapture.importFile');
      assert.equal(user.messageTexts.at(-1), '“shown.csv” has unsaved changes. Save it first.');
      assert.ok(await editor.document.save());
      await run('kapture.importFile');
      assert.equal(user.messageTexts.at(-1), 'shown.csv: A quote is never closed in the row that starts on line 2.');
    } finally {
      await run('workbench.action.closeAllEditors');
      await rm(file);
    }
  });

  describe('a mapping file of the workspace', () => {
    const inFolder = (name: string): string => path.join(workspaceFolder().fsPath, name);
    let outside: string;
    beforeEach(async () => {
      outside = await mkdtemp(path.join(tmpdir(), 'kapture-outside-'));
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,Goa\n');
    });
    afterEach(async () => {
      for (const name of ['linked.csv', 'linked.kapture-import.json']) await rm(inFolder(name), { force: true });
      await rm(outside, { recursive: true });
      withPlans((store) => store.removeTenant());
    });

    it('a link to a file outside → what the user changes is not written through it', async () => {
      const target = path.join(outside, 'theirs.json');
      const theirs = '{"matchBy": "id", "columns": {"Reference": null, "Town": "city"}}';
      await writeFile(target, theirs);
      await symlink(target, inFolder('linked.kapture-import.json'));
      await acceptingRows(['Reference', 'kapture_customer_id', 'Create Plan'], () =>
        run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.match(user.messageTexts.join(), /The mapping could not be saved as linked\.kapture-import\.json\./);
      assert.equal(await readFile(target, 'utf8'), theirs);
    });

    it('with a column that is not imported → the others are before it', async () => {
      const mapping = { matchBy: 'id', columns: { Reference: null, Town: 'city' } };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify(mapping));
      const shown: string[] = [];
      await acceptingRows(
        ['Reference', 'kapture_customer_id', 'Create Plan'],
        () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
        (items) => shown.push(items.map(({ label }) => label).join()),
      );
      const [before, , after] = shown.map((labels) => /,Columns,(.+),The same value/.exec(labels)?.[1]);
      assert.deepEqual([before, after], ['Town,Not imported,Reference', 'Reference,Town']);
    });

    it('with comments, and the user changes a column → only that is written', async () => {
      const theirs = '// ours\n{"matchBy": "id", "columns": {"Reference": null, "Town": "city"}}\n';
      await writeFile(inFolder('linked.kapture-import.json'), theirs);
      await acceptingRows(['Reference', 'kapture_customer_id', 'Create Plan'], () =>
        run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.equal(
        await readFile(inFolder('linked.kapture-import.json'), 'utf8'),
        theirs.replace('null', '"kapture_customer_id"'),
      );
    });

    it('a column whose blank cells clear, and a value for every row → saved, and in the rows of the plan', async () => {
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,\n');
      const earlier = { matchBy: 'id', columns: { Reference: null, Town: 'city' } };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify(earlier));
      const reference = ['Reference', 'kapture_customer_id'];
      user.types('Expo 2026');
      await acceptingRows(
        ['Town', 'Let Blank Cells Clear the Field', ...reference, 'Add Value…', 'campaign_name', 'Create Plan'],
        () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.deepEqual(JSON.parse(await readFile(inFolder('linked.kapture-import.json'), 'utf8')), {
        matchBy: 'id',
        columns: { Reference: 'kapture_customer_id', Town: { field: 'city', blank: 'clear' } },
        constants: { campaign_name: 'Expo 2026' },
      });
      const fields = withPlans((store) => store.rows({ plan: store.plans()[0]!.id, limit: 1 })[0]!.fields);
      assert.deepEqual(Object.fromEntries(fields), { city: '""', campaign_name: '"Expo 2026"' });
    });

    it('of a table with other columns → asked about once, and the plan says how many are not imported', async () => {
      const columns = { Reference: 'kapture_customer_id', Town: 'city' };
      await writeFile(inFolder('linked.kapture-import.json'), JSON.stringify({ matchBy: 'id', columns }));
      await writeFile(inFolder('linked.csv'), 'Reference,Town,Mobile,Level\n61371820,Goa,9876543210,2\n');
      const asked = (): Promise<string[]> =>
        acceptingRows(['Create Plan'], () => run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))));
      assert.deepEqual(
        [await asked(), await asked()],
        [['This mapping was saved for a table with other columns. Check it first'], []],
      );
      assert.equal(
        withPlans((store) => store.plans()[0]!.ignoredColumns),
        2,
      );
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,Goa\n');
      assert.equal((await asked()).length, 1);
      assert.equal(
        withPlans((store) => store.plans()[0]!.ignoredColumns),
        undefined,
      );
    });

    it('larger than 0.5 MB → refused without reading it', async () => {
      await writeFile(inFolder('linked.kapture-import.json'), `{"matchBy": "id"}${' '.repeat(500_001)}`);
      await run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv')));
      assert.match(user.messageTexts.join(), /linked\.kapture-import\.json has a problem: This mapping is too large\./);
    });
  });

  it('a field of selected customers → a plan for these, in a tab', async () => {
    const customers = ['61371820', '65245'].map((id) => ({ tenant: sandboxTenant(), id, connection: 'Sandbox' }));
    user.picks('city').types('Goa');
    await run('kapture.changeField', customers[0], [...customers, { kind: 'contact' }]);
    assert.match(user.questions.join('\n'), /Change a Field of 2 Customers/);
    const { tabGroups } = vscode.window;
    await until(
      'the tab of the plan',
      tabGroups.onDidChangeTabs as vscode.Event<never>,
      () => tabGroups.activeTabGroup.activeTab?.label === 'Plan: city of 2 customers',
    );
    withPlans((store) => store.removeTenant());
  });

  describe('deleting plans and runs', () => {
    const runOf = (plan: number): HistoryRun => ({
      ...{ plan, tenant: sandboxTenant(), connection: 'Sandbox', title: 'customers.csv', startedAt: Date.now() },
      ...{ writes: 3, done: 2, unknown: 1, partly: 0, isFinished: false },
    });
    const otherCustomers = 'Rows whose response names a different customer: 1. Check both customers.';
    const runText = 'Plan: customers.csv, 2 of 3 done, 1 unknown, not finished';
    let plan: number;

    beforeEach(async () => {
      plan = withPlans((store) => {
        store.removeTenant();
        return storedPlan(store);
      });
      const { storage } = (await fixture().history.open())!;
      await storage.clear(undefined);
      await storage.addRun(runOf(plan));
    });
    afterEach(async () => {
      withPlans((store) => store.removeTenant());
      const { storage } = (await fixture().history.open())!;
      await storage.clear(undefined);
    });

    for (const [what, outcome, said, unsaid] of [
      ['an unknown result', 'unknown', 'Writes with an unknown result: 1.', 'another customer'],
      ['a response that names a different customer', 'other-customer', otherCustomers, 'resume their runs first'],
    ] as const)
      it(`Delete Stored Data, and a write has ${what} → the confirmation says what to do about it`, async () => {
        withPlans((store) => {
          const token = 'ended';
          store.acquire(plan, { token, pid: process.pid, host: hostname() });
          store.beginWrite(plan, token, 1, nothing);
          store.endWrite(plan, token, 1, { outcome, state: outcome });
          store.release(plan, token);
        });
        await run('kapture.deleteStoredData', 'plans');
        const asked = user.messageTexts.join('\n');
        assert.deepEqual([asked.includes(said), asked.includes(unsaid)], [true, false], asked);
      });

    it('plans are deleted → there are none, and their runs say so', async () => {
      user.clicks('Delete Sandbox Only');
      await run('kapture.deleteStoredData', 'plans');
      await run('kapture.openPlan');
      assert.equal(user.messageTexts.at(-1), noPlans);
      const { storage } = (await fixture().history.open())!;
      await storage.addRun(runOf(plan));
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.equal(user.messageTexts.at(-1), 'This plan was deleted.');
      assert.deepEqual(await historyRows(), [`${runText}, plan deleted`]);
    });

    it('a run in the history → deleted with the history', async () => {
      const [node] = (await fixture().history.tree.getChildren()) ?? [];
      assert.equal(node?.kind, 'run');
      user.clicks('Delete Sandbox Only');
      await run('kapture.deleteStoredData', 'history');
      assert.ok(
        user.messageTexts.some((text) => text.startsWith('Delete stored data? History and baselines Sandbox: 1 entry')),
      );
      assert.deepEqual(await historyRows(), []);
    });

    it('a run whose window ended → the history learns what became of it when its plan is opened', async () => {
      withPlans((store) => {
        const token = 'ended';
        store.acquire(plan, { token, pid: process.pid, host: hostname() });
        store.setStatus(plan, token, 'applying');
        store.beginWrite(plan, token, 1, nothing);
        store.endWrite(plan, token, 1, { outcome: 'done', state: 'done' });
        store.release(plan, token);
      });
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.deepEqual(await historyRows(), ['Plan: customers.csv, 1 of 2 done, not finished']);
      let listed: (string | undefined)[] = [];
      await acceptingRows(
        ['Plan: customers.csv'],
        () => run('kapture.openPlan'),
        (items) => (listed = items.map(({ detail }) => detail)),
      );
      assert.deepEqual(listed, ['2 rows · stopped · 1 of 2 done · 1 not written']);
      withPlans((store) => {
        store.acquire(plan, { token: 'again', pid: process.pid, host: hostname() });
        store.beginWrite(plan, 'again', 2, nothing);
        store.endWrite(plan, 'again', 2, { outcome: 'unknown', state: 'unknown' });
        store.setStatus(plan, 'again', 'stopped');
        store.release(plan, 'again');
      });
      await acceptingRows(
        ['Plan: customers.csv'],
        () => run('kapture.openPlan'),
        (items) => (listed = items.map(({ detail }) => detail)),
      );
      assert.deepEqual(listed, ['2 rows · stopped · 1 of 2 done · 1 unknown']);
    });

    it('a run whose window ended at the end of the run → the history learns that it finished', async () => {
      withPlans((store) => {
        const token = 'ended';
        store.acquire(plan, { token, pid: process.pid, host: hostname() });
        for (const row of [1, 2]) {
          store.beginWrite(plan, token, row, nothing);
          store.endWrite(plan, token, row, { outcome: 'done', state: 'done' });
        }
        store.setStatus(plan, token, 'finished');
        store.release(plan, token);
      });
      assert.deepEqual(await historyRows(), [runText]);
      await run('kapture.openPlan', plan);
      assert.deepEqual(await historyRows(), ['Plan: customers.csv, 2 of 2 done']);
    });
  });
});
