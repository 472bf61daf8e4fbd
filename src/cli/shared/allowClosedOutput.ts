/** Lets the command finish if its output is no longer read, as in `kapture --help | head -1`. */
export function allowClosedOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
