/** The paths to ignored values, by their remaining steps. `*` is any step. */
export type IgnoredPaths = readonly (readonly string[])[];

/** Reads JSON pointers (RFC 6901) in which `*` stands for any key or index. */
export function ignoredPaths(pointers: readonly string[]): IgnoredPaths {
  return pointers.map((pointer) =>
    pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  );
}

/** The paths that continue below a key or index. */
export function ignoredBelow(paths: IgnoredPaths, step: string): IgnoredPaths {
  return paths.filter(([first]) => first === step || first === '*').map((path) => path.slice(1));
}

/** Whether a path ends here, so that this value is ignored. */
export function isIgnored(paths: IgnoredPaths): boolean {
  return paths.some((path) => path.length === 0);
}
