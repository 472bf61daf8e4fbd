import { once } from 'node:events';
import { fileAt, openDatabase } from '../../../../src/kapture/store/database.ts';

/*
 * Opens the database at a path when it receives a message, and sends the identity of its file and, after another
 * message, of the file at the path.
 */
const path = process.argv[2]!;
process.send!('ready');
await once(process, 'message');
const { file, database } = openDatabase(path);
process.send!(file);
await once(process, 'message');
process.send!(fileAt(path));
database.close();
process.disconnect();
