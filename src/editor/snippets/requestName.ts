import { kindOfFile, requestSuffix, type RequestFileKind } from '../../kapture/catalogue/registry.ts';

/** Why a name is not a valid file name on every operating system that may check out the repository. */
export type NameProblem = 'empty' | 'characters' | 'ending' | 'reserved' | 'long';

const maxLength = 120;

/** The problem with a request's name, which is given without its suffix; undefined if it is valid. */
export function problemOfName(name: string): NameProblem | undefined {
  if (!name) return 'empty';
  if (/[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'characters';
  // Windows removes a trailing dot or space. On other systems a leading dot hides the file.
  if (/^\.|[. ]$/.test(name)) return 'ending';
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return 'reserved';
  return name.length > maxLength ? 'long' : undefined;
}

/** A typed name without surrounding spaces and without the suffix, which is added automatically. */
export function plainName(typed: string, operation: RequestFileKind): string {
  const name = typed.trim();
  const suffix = requestSuffix(operation);
  return name.endsWith(suffix) ? name.slice(0, -suffix.length).trim() : name;
}

/** The display name of a request file, without folder and suffix. */
export function nameOfFile(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const operation = kindOfFile(file);
  return operation ? file.slice(0, -requestSuffix(operation).length) : file;
}

/** Yields `name`, `name 2`, `name 3` and so on. A name that already ends with a number continues from it. */
export function* numberedNames(name: string): Generator<string> {
  yield name;
  const [, stem = name, number = '1'] = /^(.*\S) (\d{1,6})$/.exec(name) ?? [];
  for (let count = Number(number) + 1; ; count++) yield `${stem} ${count}`;
}

/**
 * A valid name that is as similar as possible to a text from elsewhere; `otherwise` if none of its characters is valid.
 */
export function safeName(text: string, otherwise: string): string {
  const name = text
    .slice(0, 500)
    .replace(/[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(/^[. ]+/, '')
    .slice(0, 80)
    // The cut may leave half of a character.
    .replace(/\p{Cs}/gu, '')
    .replace(/[. ]+$/, '');
  if (problemOfName(name) === undefined) return name;
  return name ? `${otherwise} ${name}` : otherwise;
}
