import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { confirmRun } from '../../src/editor/bulk/confirmRun.ts';
import type { RunQuestion } from '../../src/kapture/bulk/runConfirmation.ts';
import { readConnection, type Role } from '../../src/kapture/connection/connection.ts';
import { workspaceFolder } from './support/documents.ts';
import { run, sandboxTenant } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

function questionFor(role: Role): RunQuestion {
  const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', role });
  assert.ok(connection);
  return { connection, host: 'acme.example', adds: 3, updates: 40, writes: 43, unknown: 2 };
}

/** Accepts these rows of the mapping, one after the other, while `action` runs. */
async function acceptingRows(labels: readonly string[], action: () => Promise<unknown>): Promise<void> {
  const original = Object.getOwnPropertyDescriptor(vscode.window, 'createQuickPick')!;
  const left = [...labels];
  let accept = (): void => undefined;
  let hide = (): void => undefined;
  const pick = {
    items: [] as vscode.QuickPickItem[],
    activeItems: [] as vscode.QuickPickItem[],
    onDidAccept: (listener: () => void) => (accept = listener),
    onDidHide: (listener: () => void) => (hide = listener),
    show: () => {
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
  } finally {
    Object.defineProperty(vscode.window, 'createQuickPick', original);
  }
}

describe('bulk changes', () => {
  it('a run in production → asks for the number of writes; another number is refused, the right one confirms', async () => {
    user.types('34').types('43');
    assert.equal(await confirmRun(questionFor('production')), true);
    assert.deepEqual(user.validationErrors, ['Enter 43 to write, or press Escape to cancel.']);
    const asked = user.questions.join('\n');
    for (const part of ['Acme (production)', 'acme.example', 'Adds: 3 · Updates: 40', '2 may have been applied'])
      assert.ok(asked.includes(part), asked);
  });

  it('a run in production, and Escape or an empty box → not confirmed', async () => {
    user.pressesEscape();
    assert.equal(await confirmRun(questionFor('production')), false);
    user.types('');
    assert.equal(await confirmRun(questionFor('production')), false);
  });

  it('a run elsewhere → a question with host, role and numbers; only its button confirms', async () => {
    user.clicks('Write to Acme');
    assert.equal(await confirmRun(questionFor('development')), true);
    assert.equal(await confirmRun(questionFor('development')), false);
    const [{ text } = { text: '' }] = user.messages;
    for (const part of ['Write 43 customers to Acme?', 'Host: acme.example', 'Role: development', 'Adds: 3'])
      assert.ok(text.includes(part), text);
  });

  it('a value with an unknown variable, or a masked one → refused', async () => {
    const customer = { tenant: sandboxTenant(), id: '61371820', connection: 'Sandbox' };
    for (const [value, reason] of [
      ['{{nobody}}', 'The variable {{nobody}} has no value.'],
      ['98******26', 'The value is masked.'],
    ] as const) {
      user.picks('city').types(value);
      await run('kapture.changeField', customer, [customer]);
      assert.ok(user.messages.at(-1)?.text.includes(reason), JSON.stringify(user.messages));
    }
  });

  describe('a mapping file of the workspace', () => {
    const inFolder = (name: string): string => path.join(workspaceFolder().fsPath, name);
    let outside: string;
    beforeEach(async () => {
      outside = await mkdtemp(path.join(tmpdir(), 'kapture-outside-'));
      await writeFile(inFolder('linked.csv'), 'Reference,Town\n61371820,Goa\n');
      await run('kapture.useSandbox');
    });
    afterEach(async () => {
      for (const name of ['linked.csv', 'linked.kapture-import.json']) await rm(inFolder(name), { force: true });
      await rm(outside, { recursive: true });
    });

    it('a link to a file outside → what the user changes is not written through it', async () => {
      const target = path.join(outside, 'theirs.json');
      const theirs = '{"identifyBy": "id", "columns": {"Reference": null, "Town": "city"}}';
      await writeFile(target, theirs);
      await symlink(target, inFolder('linked.kapture-import.json'));
      user.picks('kapture_customer_id');
      await acceptingRows(['Reference', 'Make Plan'], () =>
        run('kapture.importFile', vscode.Uri.file(inFolder('linked.csv'))),
      );
      assert.match(user.messageTexts.join(), /The mapping could not be saved as linked\.kapture-import\.json\./);
      assert.equal(await readFile(target, 'utf8'), theirs);
    });

    it('larger than 0.5 MB → refused without reading it', async () => {
      await writeFile(inFolder('linked.kapture-import.json'), `{"identifyBy": "id"}${' '.repeat(500_001)}`);
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
      () => tabGroups.activeTabGroup.activeTab?.label === 'Plan: city',
    );
  });
});
