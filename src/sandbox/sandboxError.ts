export type SandboxErrorReason = 'port-in-use' | 'cannot-listen' | 'bad-option';

/** Thrown by `startSandbox`. Its message is a sentence for users. */
export class SandboxError extends Error {
  override readonly name = 'SandboxError';
  readonly reason: SandboxErrorReason;

  constructor(reason: SandboxErrorReason, message: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
  }

  /** Compares the name because each bundle can have its own copy of the class. */
  static is(error: unknown, reason?: SandboxErrorReason): error is SandboxError {
    return (
      error instanceof Error &&
      error.name === 'SandboxError' &&
      (reason === undefined || (error as SandboxError).reason === reason)
    );
  }
}
