/** A `{{name}}` of Postman. Its names may have any characters except braces. */
export const postmanVariable = /\{\{\s*([^{}\s](?:[^{}]{0,198}[^{}\s])?)\s{0,20}\}\}/g;

/** Values may have variables themselves. */
const maxPasses = 5;
/** A value that refers to others several times must not fill the memory. */
const maxLength = 100_000;

/** Replaces the variables of a URL, header or key. Those without a value stay. */
export function replaceVariables(text: string, valueOf: (name: string) => string | undefined): string {
  let resolved = text;
  for (let pass = 0; pass < maxPasses && resolved.includes('{{'); pass++) {
    let left = maxLength;
    const next = resolved.replace(postmanVariable, (use, name: string) => {
      const value = valueOf(name);
      left -= value?.length ?? 0;
      return value === undefined || left < 0 ? use : value;
    });
    if (next === resolved) break;
    resolved = next;
  }
  return resolved;
}
