import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { confirmRun } from '../../src/editor/bulk/confirmRun.ts';
import type { RunQuestion } from '../../src/kapture/bulk/runConfirmation.ts';
import { readConnection, type Role } from '../../src/kapture/connection/connection.ts';
import { run, sandboxTenant } from './support/fixture.ts';
import { until } from './support/until.ts';
import { user } from './support/user.ts';

function questionFor(role: Role): RunQuestion {
  const { connection } = readConnection({ name: 'Acme', baseUrl: 'https://acme.example', role });
  assert.ok(connection);
  return { connection, host: 'acme.example', adds: 3, updates: 40, writes: 43, unknown: 2 };
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
