import assert from 'node:assert/strict';
import type { Sandbox } from '../../src/sandbox/index.ts';
import { sendAsOtherUser } from '../sendAsOtherUser.ts';

export async function updateAsOtherUser(
  { url }: Sandbox,
  id: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await sendAsOtherUser(url, 'update', { kapture_customer_id: id, ...fields });
  assert.match(response, /"status":\s*"success"/);
}
