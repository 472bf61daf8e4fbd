/** Whether a message of the server only says that a write succeeded, and nothing that limits or denies it. */
export function saysSuccess(message: string): boolean {
  return !/\b(?:no|not|non|un\w*|partial\w*|without|fail\w*|but)\b/i.test(message) && successAtEnd.test(message);
}

/** A few words that end with success, also as Kapture spells it: `validation successfull`. */
const successAtEnd = /^[\w ]{0,40}\bsuccess\w*\W*$/i;
