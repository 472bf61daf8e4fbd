import assert from 'node:assert/strict';
import { demoWithSandbox } from './demo.ts';
import { useWorkbench, type Workbench } from './harness.ts';

describe('a response beside its request', () => {
  const vscode = useWorkbench(demoWithSandbox);
  let workbench: Workbench;

  before(() => {
    workbench = vscode.workbench;
  });

  for (const [operation, file, send, action, theme] of [
    ['pull', '1 pull.kapture-pull.json', 'Send to', /Show (\d+ )?Customer/, 'Dark Modern'],
    ['get', '2 get.kapture-get.json', 'Send to', 'Edit Customer', 'Light Modern'],
    ['add', '3 add.kapture-add.json', 'Send to', 'Open Customer', 'Dark Modern'],
  ] as const) {
    it(`${operation} → its action, outcome, status, time and size are visible, and no minimap covers them`, async () => {
      await workbench.openFile(file);
      await workbench.codeLens(send).click();
      await workbench.anyCodeLens('success · HTTP 200').waitFor();
      await workbench.anyCodeLens(action).waitFor();
      const facts = workbench.anyCodeLens(/success · HTTP 200 · [\d.,]+ m?s · [\d.,]+ [kM]?B/);
      // VS Code replaces the lenses when they change, so the box can be missing.
      let box = await facts.boundingBox();
      await workbench.waitFor('the facts', async () => (box = await facts.boundingBox()) !== null);
      await workbench.screenshot(`response-line-${operation}`, theme);
      // The scroll bar of the editor is 14 pixels wide.
      assert.ok(box!.x + box!.width < 1280 - 14, `the facts end at ${box!.x + box!.width}`);
      // A minimap would cover the first line of the request, and the lens line of the response.
      const minimaps = "[...document.querySelectorAll('.minimap')].filter((one) => one.clientWidth > 0).length";
      assert.equal(await workbench.page.evaluate<number>(minimaps), 0, 'minimaps');
    });
  }

  it('click on the outcome → request and response headers', async () => {
    await workbench.anyCodeLens('success · HTTP 200').click();
    await workbench.waitForEditorText(
      /POST [^]+ HTTP\/1\.1[^]*authorization: Basic ‹auth key›[^]*HTTP\/1\.1 200[^]*content-type: application\/json/,
    );
    await workbench.screenshot('response-headers', 'Dark Modern');
    await workbench.screenshot('response-headers', 'Light Modern');
  });
});
