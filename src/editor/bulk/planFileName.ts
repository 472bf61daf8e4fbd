/**
 * The name to propose for a CSV file of a plan: that of its source with what the file has, such as `(to correct)`. If
 * the source is such a file already, it gets a number, because the rows must not replace the table that they are from.
 */
export function planFileName(source: string, name: string): string {
  const base = source.replace(/\.[a-z]+$/i, '').replace(/[^\p{L}\p{N} ._()-]/gu, '-');
  const suffix = ` (${name}`;
  const at = base.lastIndexOf(suffix);
  const earlier = at === -1 ? undefined : /^(?: (\d+))?\)$/.exec(base.slice(at + suffix.length));
  if (!earlier) return `${base} (${name}).csv`;
  return `${base.slice(0, at)} (${name} ${Number(earlier[1] ?? 1) + 1}).csv`;
}
