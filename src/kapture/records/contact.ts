/** A contact person of a customer. Texts are the server's, trimmed. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly isPrimary: boolean;
}
