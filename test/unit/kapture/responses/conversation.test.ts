import assert from 'node:assert/strict';
import { conversationOf, onlyTicket } from '../../../../src/kapture/responses/conversation.ts';

const message = (sentDate: unknown, chat_message: unknown = 'hello') => ({
  chat_message,
  sender_name: ' Asha',
  receiver_name: 'agent 1',
  sentDate,
});

describe('the conversation of a ticket', () => {
  const momentsOf = (...dates: unknown[]) => {
    const chat = dates.map((date) => message(date));
    return conversationOf({ conversation_type: { chat } }, 'Asia/Kolkata').chat?.map(({ moment }) => moment);
  };

  it('messages with dates in any form → oldest first; with an unreadable date → in the order of the response', () => {
    assert.deepEqual(momentsOf('19-04-2024 14:20', 1713516551148, '2024-04-19 14:19:12', '1713516551000'), [
      '2024-04-19 14:19:11',
      '2024-04-19 14:19:11',
      '2024-04-19 14:19:12',
      '2024-04-19 14:20:00',
    ]);
    assert.deepEqual(momentsOf('2024-04-19 14:20:00', 'yesterday', '2024-04-19 14:19:00'), [
      '2024-04-19 14:20:00',
      undefined,
      '2024-04-19 14:19:00',
    ]);
  });

  it('a text, files and anything else → their texts', () => {
    const file = { url: 'https://example.com/a.png', mime: 'image/png', message: null };
    const chat = [message('', 'line 1\nline 2'), message('', [file, file]), message('', { text: 'hello' }), 'hello'];
    const texts = conversationOf({ conversation_type: { chat } }, 'UTC').chat?.map(({ text }) => text);
    const files = 'https://example.com/a.png image/png\nhttps://example.com/a.png image/png';
    assert.deepEqual(texts, ['line 1\nline 2', files, '']);
  });

  it('notes, no conversation, and other shapes → the notes, or nothing', () => {
    const notes = [{ detail: 'called, no answer' }, { detail: 'called again' }];
    assert.deepEqual(conversationOf({ conversation_type: { notes } }, 'UTC'), {
      notes: ['called, no answer', 'called again'],
    });
    for (const conversation_type of [undefined, null, '', [], { notes: 'none', chat: {} }])
      assert.deepEqual(conversationOf({ conversation_type }, 'UTC'), {});
  });

  it('one ticket → that; several, none or a failure → none', () => {
    assert.deepEqual(onlyTicket('[{"history": {}}]'), { history: {} });
    for (const text of ['[]', '[{}, {}]', '["a"]', '{"status": "failed"}', '<html>'])
      assert.equal(onlyTicket(text), undefined);
  });
});
