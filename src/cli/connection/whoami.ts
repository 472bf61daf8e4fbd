import { dialectOf } from '../../kapture/connection/connection.ts';
import { selectConnection } from '../shared/destination.ts';
import { exitCodes } from '../shared/exitCodes.ts';
import { sourceText } from '../shared/keySource.ts';
import { isForPeople, print, tableText } from '../shared/output.ts';
import type { WhoamiOptions } from './connectionCommands.ts';

/** Shows what the other commands would use. Reads no key and sends nothing. */
export async function whoami(options: WhoamiOptions): Promise<number> {
  const { connection, keySource, file, close } = await selectConnection(options);
  try {
    const { name, baseUrl, role, readOnly } = connection;
    const shown = {
      ...(file !== undefined && { connection: name, file }),
      host: new URL(baseUrl).host,
      role: readOnly ? `${role}, read-only` : role,
      dialect: dialectOf(connection, 'add'),
      key: sourceText(keySource),
    };
    print(isForPeople(options) ? tableText(shown) : JSON.stringify(shown));
    return exitCodes.done;
  } finally {
    await close();
  }
}
