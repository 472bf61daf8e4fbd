import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { workspaceFolder } from './support/documents.ts';
import { planToRun, type PlanToRun } from './support/planToRun.ts';
import { user } from './support/user.ts';

describe('a plan whose file has changed', () => {
  const text = 'ID,City\n101,Goa\n102,Goa\n';
  let file: string;
  let ready: PlanToRun;
  beforeEach(async () => {
    file = path.join(workspaceFolder().fsPath, 'changed.csv');
    ready = await planToRun();
  });
  afterEach(async () => {
    await ready.close();
    await rm(file, { force: true });
  });

  it('Write and Resume → the confirmation says so, and the user can write the plan as it is; an unchanged file → nothing', async () => {
    const sha256 = createHash('sha256').update(text).digest('hex');
    const head = { ...ready.plan, file: { path: file, sha256 } };
    const said =
      'changed.csv has changed since this plan was created, so create a new plan if you want to write its new values.';
    await writeFile(file, text);
    await ready.runs.apply(head);
    await writeFile(file, text.replace('Goa', 'Agra'));
    await ready.runs.apply(head);
    assert.deepEqual(
      user.messages.map((message) => message.text.split('\n').includes(said)),
      [false, true],
    );
    assert.equal(ready.writes(), 0);
    user.clicks('Write to Acme');
    const outcome = await ready.runs.apply(head);
    assert.deepEqual([outcome?.end, ready.writes()], ['finished', 2]);
  });
});
