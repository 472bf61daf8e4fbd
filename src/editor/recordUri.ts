import { Uri } from 'vscode';
import { recordScheme } from './ids.ts';

/** Who a record document is about. */
export interface RecordReference {
  readonly connection: string;
  readonly id: string;
}

export function recordUri({ connection, id }: RecordReference): Uri {
  return Uri.from({ scheme: recordScheme, path: `/${connection}/${id}.kapture-record` });
}

export function readRecordUri({ path }: Uri): RecordReference {
  const [, connection = '', file = ''] = path.split('/');
  return { connection, id: file.replace(/\.kapture-record$/, '') };
}
