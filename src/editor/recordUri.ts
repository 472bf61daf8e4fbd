import { Uri } from 'vscode';
import { recordScheme } from './ids.ts';

/** Who a record document is about. */
export interface RecordReference {
  readonly connection: string;
  readonly id: string;
}

/** An id that is digits stands there as it is, in the tab too; whatever else a server calls one comes back from it as well. */
export function recordUri({ connection, id }: RecordReference): Uri {
  return Uri.from({
    scheme: recordScheme,
    path: `/${connection}/${id.replace(/[%/]/g, encodeURIComponent)}.kapture-record`,
  });
}

export function readRecordUri({ path }: Uri): RecordReference {
  const [, connection = '', file = ''] = path.split('/');
  return { connection, id: file.replace(/\.kapture-record$/, '').replace(/%2F|%25/g, decodeURIComponent) };
}
