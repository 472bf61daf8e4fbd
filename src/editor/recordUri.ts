import { Uri } from 'vscode';
import { recordScheme } from './ids.ts';

/** Who a record document is about. */
export interface RecordReference {
  readonly connection: string;
  readonly id: string;
}

/**
 * An id that is digits is in the address as it is, and so in the tab. Whatever else a server calls one comes back from it
 * as well: what would part or hide some of a tab's title is encoded.
 */
export function recordUri({ connection, id }: RecordReference): Uri {
  return Uri.from({
    scheme: recordScheme,
    path: `/${connection}/${id.replace(/[%/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, encodeURIComponent)}.kapture-record`,
  });
}

export function readRecordUri({ path }: Uri): RecordReference {
  const [, connection = '', file = ''] = path.split('/');
  return { connection, id: file.replace(/\.kapture-record$/, '').replace(/(?:%[0-9A-F]{2})+/g, decoded) };
}

/** As it is, where it is not one of ours. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
