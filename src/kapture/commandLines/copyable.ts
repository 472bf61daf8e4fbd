/** A request as it is copied: everything but the auth key. */
export interface CopyableRequest {
  readonly url: string;
  readonly body: string;
  /** Name of the environment variable that holds the key where the copied text is run. */
  readonly keyVariable: string;
}

/**
 * The environment variable for the key of a connection: `KAPTURE_KEY_ACME_INDIA` for "Acme (India)", and `KAPTURE_KEY` for
 * a name without Latin letters and digits.
 */
export function keyVariableOf(connection: string): string {
  const name = connection.normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^A-Za-z0-9]+/g, '_').replace(/^_|_$/g, '').toUpperCase();
  return name ? `KAPTURE_KEY_${name}` : 'KAPTURE_KEY';
}
