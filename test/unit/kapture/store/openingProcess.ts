import { once } from 'node:events';
import { fileAt, openDatabase } from '../../../../src/kapture/store/database.ts';

/* A program: opens the database of a path when it is told to, and tells which file it has and which lies there once all have opened it. */
const path = process.argv[2]!;
process.send!('ready');
await once(process, 'message');
const { file, database } = openDatabase(path);
process.send!(file);
await once(process, 'message');
process.send!(fileAt(path));
database.close();
process.disconnect();
