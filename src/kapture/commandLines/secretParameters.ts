import { readAuthKey, type AuthKey } from '../connection/authKey.ts';
import { isSecretName } from '../redaction/secretName.ts';

/** A path without the query parameters that may be secret. */
export interface PublicPath {
  readonly path: string;
  /** The names of the omitted parameters. */
  readonly omitted: readonly string[];
  /** The auth key among them, as in `auth_key=…`. */
  readonly key: AuthKey | undefined;
}

/** Omits the query parameters of a path whose names are those of secrets, or whose value is a known key. */
export function withoutSecretParameters(path: string, known: AuthKey | undefined): PublicPath {
  const [steps = '', query] = path.split(/\?(.*)/s);
  if (query === undefined) return { path, omitted: [], key: undefined };
  const parameters = query.split('&').map((text) => {
    const [name = '', value = ''] = text.split(/=(.*)/s).map(decoded);
    return { text, name, value };
  });
  const isSecret = ({ name, value }: { name: string; value: string }): boolean =>
    isSecretName(name) || (known !== undefined && readAuthKey(value).key === known);
  const kept = parameters.filter((parameter) => !isSecret(parameter));
  const key = parameters.find(({ name, value }) => /auth.?key/i.test(name) && !value.includes('{{'));
  return {
    path: kept.length ? `${steps}?${kept.map(({ text }) => text).join('&')}` : steps,
    omitted: parameters.filter(isSecret).map(({ name }) => name),
    key: key && readAuthKey(key.value).key,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
