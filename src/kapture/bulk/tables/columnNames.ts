/** Unique names of the columns of a header. */
export function columnNames(header: readonly string[]): string[] {
  const names: string[] = [];
  const written = header.map((cell) => cell.replace(/\s+/g, ' ').trim());
  const taken = new Set(written);
  const used = new Set<string>();
  // Where the count of a repeated name continues: from the start, n equal names would take n² steps.
  const counts = new Map<string, number>();
  for (const [index, own] of written.entries()) {
    const name = own || `Column ${index + 1}`;
    let unique = name;
    let count = counts.get(name) ?? 2;
    while (used.has(unique) || (unique !== own && taken.has(unique))) unique = `${name} (${count++})`;
    counts.set(name, count);
    used.add(unique);
    names.push(unique);
  }
  return names;
}
