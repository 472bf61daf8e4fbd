import { request } from 'node:http';
import { operations, type OperationId } from '../src/kapture/catalogue/registry.ts';
import { sandboxPassword, sandboxUser } from '../src/sandbox/index.ts';

/** Sends a body to a sandbox at a URL, as another user. Returns the text of the response. */
export function sendAsOtherUser(url: string, operation: OperationId, body: unknown): Promise<string> {
  const authorization = `Basic ${Buffer.from(`${sandboxUser}:${sandboxPassword}`).toString('base64')}`;
  return new Promise((resolve, reject) => {
    const sent = request(`${url}${operations[operation].path}`, { method: 'POST', headers: { authorization } });
    sent.on('response', (response) => {
      let text = '';
      response
        .setEncoding('utf8')
        .on('data', (piece: string) => (text += piece))
        .on('end', () => resolve(text));
    });
    sent.on('error', reject).end(JSON.stringify(body));
  });
}
