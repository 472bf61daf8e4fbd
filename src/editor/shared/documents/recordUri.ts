import { Uri } from 'vscode';
import { tenantOfSegment, tenantSegment } from '../../../kapture/connection/tenant.ts';
import { recordScheme } from '../ids.ts';

export interface RecordReference {
  readonly tenant: string;
  readonly id: string;
  /** Name of the preferred connection if several lead to the tenant. */
  readonly connection?: string | undefined;
}

const suffix = '.kapture-record';

/**
 * The URI of a record's document. A numeric id appears unchanged in the URI and so in the tab's title. In any other id,
 * slashes and invisible characters are encoded, so that the URI can be read back and the title stays intact.
 */
export function recordUri({ tenant, id }: RecordReference): Uri {
  return Uri.from({
    scheme: recordScheme,
    path: `/${tenantSegment(tenant)}/${id.replace(/[%/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, encodeURIComponent)}${suffix}`,
  });
}

/** Undefined for a URI that {@link recordUri} does not create, such as one of an older version. */
export function readRecordUri({ path }: Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = path.split('/');
  const tenant = tenantOfSegment(segment);
  if (tenant === undefined || !file.endsWith(suffix) || rest.length) return undefined;
  return { tenant, id: file.slice(0, -suffix.length).replace(/(?:%[0-9A-F]{2})+/g, decoded) };
}

/** Returned unchanged if it is not valid encoding. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
