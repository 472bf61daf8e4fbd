/** A person to talk to at a customer. Texts are the server's; blanks are empty. */
export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly phone: string;
  readonly email: string;
  readonly isPrimary: boolean;
}
