/** The sandbox did not accept a request to one of its own paths. The message is a part of a sentence. */
export class SandboxControlError extends Error {
  override readonly name = 'SandboxControlError';
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }

  /** By the name instead of the class, because several bundles contain a copy of it. */
  static hasStatus(error: unknown, status: number): boolean {
    return (
      error instanceof Error && error.name === 'SandboxControlError' && 'status' in error && error.status === status
    );
  }
}
