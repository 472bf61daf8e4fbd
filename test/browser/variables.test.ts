import assert from 'node:assert/strict';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useWorkbench, type Workbench } from './harness.ts';
import { lookPairs } from './looks.ts';

const request = `{
  "customer_name": "{{?Name of the caller=Qwera}}",
  "phone": "{{?Phone of the caller:phone}}",
  "source": "{{?Source:Phone|Email|Website=Email}}",
  "city": "{{city}}",
  "remarks": "Ref {{$secret.token}}, {{$today}}"
}
`;

describe('variables that are asked for', () => {
  const vscode = useWorkbench(async () => {
    const workspace = path.join(await mkdtemp(path.join(tmpdir(), 'kapture-variables-')), 'variables');
    await mkdir(workspace);
    await writeFile(path.join(workspace, 'caller.kapture-add.json'), request);
    await writeFile(
      path.join(workspace, 'added.kapture-add.json'),
      '{ "customer_name": "Asha", "phone": "9000000017" }',
    );
    await writeFile(
      path.join(workspace, 'last.kapture-get.json'),
      '[{ "kapture_customer_id": "{{$last.add.kapture_customer_id}}" }]',
    );
    await writeFile(path.join(workspace, 'kapture.env.json'), '{ "variables": { "city": "Pune" } }');
    return { workspace, settings: { 'kapture.defaultConnection': 'Sandbox' } };
  });
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  async function asked(question: string): Promise<void> {
    await workbench.waitFor(`the question ${question}`, async () =>
      (await workbench.page.locator('.quick-input-widget:visible').innerText()).includes(question),
    );
  }

  for (const [index, [theme, width]] of lookPairs.entries()) {
    const name = theme.toLowerCase().replace(' ', '-');

    it(`Send Request with the keyboard (${theme}) → questions, a masked secret, then the response`, async () => {
      await workbench.page.setViewportSize({ width, height: 800 });
      await workbench.setTheme(theme);
      await workbench.runCommand('View: Close All Editors');
      await workbench.openFile('caller.kapture-add.json');
      await workbench.press('Control+Alt+Enter');
      await asked('Name of the caller');
      assert.equal(await workbench.quickInput.title(), 'Request to Sandbox (1/3)');
      assert.equal(await workbench.quickInput.value(), 'Qwera');
      await workbench.screenshot(`question-${name}`);
      await workbench.press('Enter');
      await asked('Phone of the caller');
      // The second time, the answer of the first time is proposed.
      assert.equal(await workbench.quickInput.value(), index ? '9876543210' : '');
      await workbench.quickInput.type('12');
      await workbench.press('Enter');
      await asked('Enter a phone number of 10 digits');
      await workbench.screenshot(`question-refused-${name}`);
      // The sandbox accepts each number once.
      await workbench.quickInput.type(`987654321${index}`);
      await workbench.press('Enter');
      await asked('(3/3)');
      const choices = ['Phone', 'Email', 'Website'];
      // The proposed answer is first.
      assert.deepEqual(
        (await workbench.quickInput.labels()).filter((label) => choices.includes(label)),
        ['Email', 'Phone', 'Website'],
      );
      await workbench.screenshot(`question-choices-${name}`);
      await workbench.press('Enter');
      if (index === 0) {
        await asked('Secret Variable token for Sandbox');
        await workbench.quickInput.type('hidden-value');
        assert.equal(await workbench.page.locator('.quick-input-box input').getAttribute('type'), 'password');
        await workbench.screenshot(`question-secret-${name}`);
        await workbench.press('Enter');
      }
      await workbench.anyCodeLens('HTTP 200').waitFor();
      await workbench.screenshot(`questions-answered-${name}`);
    });
  }

  it('{{$last…}} after a window reload → nothing is sent, and a message that says which request must succeed first', async function () {
    this.timeout(120_000);
    await workbench.runCommand('View: Close All Editors');
    await workbench.openFile('added.kapture-add.json');
    await workbench.press('Control+Alt+Enter');
    await workbench.anyCodeLens('success · HTTP 200').waitFor();
    await workbench.openFile('last.kapture-get.json');
    await workbench.press('Control+Alt+Enter');
    await workbench.page.locator('.tab').filter({ hasText: 'Get Customer – Sandbox' }).waitFor();
    await workbench.runCommand('View: Close All Editors');
    await workbench.reloadWindow();
    await workbench.openFile('last.kapture-get.json');
    await workbench.codeLens('Send to Sandbox').click();
    await workbench.notification('{{$last.add.kapture_customer_id}} has no value (line 1).').waitFor();
    await workbench.screenshot('last-after-reload');
    assert.equal(await workbench.page.locator('.tab').filter({ hasText: 'Get Customer – Sandbox' }).count(), 0);
  });
});
