/** Some methods of an object as functions, such as the calls that a thread serves. */
export function methodsOf<Source extends object, Name extends keyof Source>(
  source: Source,
  ...names: readonly Name[]
): Pick<Source, Name> {
  const bound = names.map((name) => [name, (source[name] as (...args: unknown[]) => unknown).bind(source)]);
  return Object.fromEntries(bound) as Pick<Source, Name>;
}
