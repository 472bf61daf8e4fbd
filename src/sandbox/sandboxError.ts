/** Why the sandbox could not start. */
export type SandboxErrorReason = 'port-in-use' | 'cannot-listen' | 'bad-option';

/** What `startSandbox` throws. Its message is one sentence for people. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly reason: SandboxErrorReason;

  constructor(reason: SandboxErrorReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }

  /** By name, since bundles may hold a class each. */
  static is(error: unknown, reason?: SandboxErrorReason): error is SandboxError {
    return (
      error instanceof Error &&
      error.name === 'SandboxError' &&
      (reason === undefined || (error as SandboxError).reason === reason)
    );
  }
}
