import assert from 'node:assert/strict';
import { operations } from '../../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser, type Sandbox } from '../../src/sandbox/index.ts';

/** Updates a customer of a sandbox, as another user does. */
export async function updateAsOtherUser(
  sandbox: Sandbox,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await fetch(`${sandbox.url}${operations.update.path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}` },
    body: JSON.stringify({ kapture_customer_id: id, ...fields }),
  });
  assert.equal(response.status, 200, await response.text());
}
