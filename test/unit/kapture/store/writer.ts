// Writes 50 exchanges to the database of a file: `node writer.ts PATH`.
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { openDatabase } from '../../../../src/kapture/store/database.ts';
import { HistoryStore, historySchema } from '../../../../src/kapture/store/historyStore.ts';

const { database } = openDatabase(process.argv[2]!, historySchema);
const store = new HistoryStore(database);
const text = '{"status": "success"}';
for (let count = 0; count < 50; count++) {
  store.add(
    {
      operation: 'add',
      tenant: 'https://acme.example',
      connection: String(process.pid),
      timeZone: 'UTC',
      url: 'https://acme.in',
      requestBody: '{}',
      requestHeaders: {},
      sentAt: Date.now(),
      response: {
        status: 200,
        headers: undefined,
        contentType: '',
        text,
        bytes: text.length,
        milliseconds: 1,
        location: undefined,
        reading: readResponse('add', 200, text),
      },
    },
    { entries: 200, bytes: 1e9 },
  );
}
store.close();
