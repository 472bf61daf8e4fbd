import assert from 'node:assert/strict';
import { createTransport } from '../../../../src/kapture/http/transport.ts';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/index.ts';
import { closeServers } from '../http/localServer.ts';
import { check, findingsIn, conclusionsIn, changesIn } from './support.ts';

describe('play', function () {
  this.timeout(60000);
  const transport = createTransport();
  let sandbox: Sandbox;
  before(async () => { sandbox = await startSandbox(); });
  after(() => Promise.all([sandbox.close(), transport.close()]));
  afterEach(closeServers);
  it('x', async () => {
    const r = await check(transport, sandbox.url, { customer: { kapture_customer_id: '61371820' } });
    console.log(JSON.stringify(r, (k, v) => k === 'text' && typeof v === 'string' ? v.slice(0, 100) : k === 'records' ? v.length : v, 1));
    console.log(findingsIn(r), changesIn(r), conclusionsIn(r, 'orders'));
  });
});
