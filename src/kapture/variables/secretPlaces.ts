/**
 * The header with the places of secrets in a request to a local sandbox, which must not show them. It has no secret
 * itself.
 */
export const secretPlacesHeader = 'x-kapture-secret-places';

/** More places would make the header too long. */
export const maxSecretPlaces = 200;

/** The secrets of a body at the places of its header. */
export function secretsAt(body: string, places: unknown): readonly string[] {
  if (typeof places !== 'string') return [];
  return places
    .split(',')
    .slice(0, maxSecretPlaces)
    .flatMap((place) => {
      const [, offset, length] = /^(\d{1,8})\+(\d{1,8})$/.exec(place) ?? [];
      const written = offset === undefined ? '' : body.slice(Number(offset), Number(offset) + Number(length));
      return written ? [unescaped(written)] : [];
    });
}

function unescaped(written: string): string {
  try {
    return String(JSON.parse(`"${written}"`));
  } catch {
    return written;
  }
}
