import assert from 'node:assert/strict';
import { operations } from '../../../src/kapture/catalogue/registry.ts';
import { recordingText, type Recording } from '../../../src/kapture/recordings/recording.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/listener.ts';
import { Recordings } from '../../../src/sandbox/recordings.ts';
import { authorization, sample, sandbox as withoutSocket } from './support.ts';

const control = { 'x-kapture-sandbox': '1' };
const taught: Recording = {
  operation: 'get',
  dialect: 'flat',
  match: { '/0/kapture_customer_id': '71234567' },
  status: 200,
  response: '{"Customer Details": {"id": 71234567, "amount": 0.0}}',
};

describe('a sandbox that is taught', () => {
  let sandbox: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox({ recordings: [{ name: 'start', recording: taught }] });
  });
  afterEach(() => sandbox.close());

  const get = (body: string, headers: Record<string, string> = { authorization }): Promise<Response> =>
    fetch(sandbox.url + operations.get.path, { method: 'POST', body, headers });
  const teach = (body: object, path = '', headers: Record<string, string> = control): Promise<Response> =>
    fetch(`${sandbox.url}/sandbox/recordings${path}`, { method: 'POST', body: JSON.stringify(body), headers });

  for (const id of ['"71234567"', '71234567'])
    it(`a request that matches (${id}) → the response as it is written, marked`, async () => {
      const response = await get(`[{"kapture_customer_id":${id}}]`);
      assert.equal(response.headers.get('x-kapture-sandbox'), 'taught');
      assert.equal(await response.text(), taught.response);
    });

  it('a request in a dialect whose envelope is in lower case → marked as taught, not as inferred', () => {
    const recording = { ...taught, operation: 'add', dialect: 'array', match: {} } as const;
    const recordings = new Recordings([{ name: 'add', recording }]);
    const { send } = withoutSocket(undefined, undefined, { lowerCaseEnvelope: true, recordings });
    const { headers, text } = send({
      path: operations.add.path,
      body: '[{"name":"Asha","phone":"9876543210","customer_code":"7"}]',
    });
    assert.deepEqual([headers['x-kapture-sandbox'], text], ['taught', taught.response]);
  });

  it("another value, or another operation → the sandbox's own response", async () => {
    const response = await get(sample('get.request.json'));
    assert.equal(response.headers.get('x-kapture-sandbox'), null);
    assert.match(await response.text(), /Nishchal/);
  });

  it('a wrong key, and a fault → before what was taught', async () => {
    assert.equal((await get('[{"kapture_customer_id":"71234567"}]', { authorization: 'Basic d3Jvbmc=' })).status, 401);
    sandbox.setFault({ fault: '500', times: 1 });
    assert.equal((await get('[{"kapture_customer_id":"71234567"}]')).status, 500);
  });

  it('taught later → the latest one counts, also without a match; forgotten → the earlier one', async () => {
    const later = { ...taught, match: {}, status: 404, response: '{"message":"later"}' };
    assert.equal((await teach({ name: 'later', recording: recordingText(later) })).status, 200);
    const response = await get('[{"kapture_customer_id":"71234567"}]');
    assert.deepEqual([response.status, await response.text()], [404, later.response]);
    const listed = await (await fetch(`${sandbox.url}/sandbox/recordings`, { headers: control })).json();
    const { response: _, ...rest } = taught;
    assert.partialDeepStrictEqual(listed, [
      { name: 'start', ...rest },
      { name: 'later', status: 404 },
    ]);
    await teach({ names: ['later'] }, '/forget');
    assert.equal(await (await get('[{"kapture_customer_id":"71234567"}]')).text(), taught.response);
  });

  it('the same name → replaced', async () => {
    await teach({ name: 'start', recording: recordingText({ ...taught, response: '[]' }) });
    assert.equal(await (await get('[{"kapture_customer_id":"71234567"}]')).text(), '[]');
  });

  for (const [what, body, path, headers, status] of [
    ['an invalid recording', { name: 'x', recording: '{}' }, '', control, 400],
    ['no name', { recording: recordingText(taught) }, '', control, 400],
    ['names that are not an array', { names: 'x' }, '/forget', control, 400],
    ['without the header', { name: 'x', recording: recordingText(taught) }, '', {}, 403],
  ] as const)
    it(`${what} → ${status}`, async () => assert.equal((await teach(body, path, headers)).status, status));
});
