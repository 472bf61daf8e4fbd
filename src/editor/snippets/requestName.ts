import { operationOfFile, requestSuffix, type OperationId } from '../../kapture/catalogue/registry.ts';

/** Why a name cannot be a file's, on whichever system the repository is checked out. */
export type NameProblem = 'empty' | 'characters' | 'ending' | 'reserved' | 'long';

const longest = 120;

/** What is wrong with the name of a request (without its suffix); undefined if nothing is. */
export function problemOfName(name: string): NameProblem | undefined {
  if (!name) return 'empty';
  if (/[\\/:*?"<>|\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'characters';
  // Windows drops a dot or blank at the end; a dot in front hides a file elsewhere.
  if (/^\.|[. ]$/.test(name)) return 'ending';
  if (/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)) return 'reserved';
  return name.length > longest ? 'long' : undefined;
}

/** A typed name without blanks around it and without the suffix, which is put on for the user. */
export function plainName(typed: string, operation: OperationId): string {
  const name = typed.trim();
  const suffix = requestSuffix(operation);
  return name.endsWith(suffix) ? name.slice(0, -suffix.length).trim() : name;
}

/** The name of a request file as it is shown: without folder and suffix. */
export function nameOfFile(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1);
  const operation = operationOfFile(file);
  return operation ? file.slice(0, -requestSuffix(operation).length) : file;
}

/** `name`, `name 2`, `name 3` …; for counting on from a name that ends in a number already. */
export function* namesLike(name: string): Generator<string> {
  yield name;
  const [, stem = name, number = '1'] = /^(.*\S) (\d{1,6})$/.exec(name) ?? [];
  for (let count = Number(number) + 1; ; count++) yield `${stem} ${count}`;
}
