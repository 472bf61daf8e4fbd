export interface ScriptCommand {
  /** The name of the program and its arguments, as the program receives them. */
  readonly words: readonly string[];
  /** The command whose output is piped into it. */
  readonly pipedFrom?: ScriptCommand;
  /** The text of its here-document or here-string. */
  readonly input?: string;
}

/** Why a script cannot be read: an unclosed quote, or the output of another command as a part of it. */
export type ScriptProblem = 'unclosed-quote' | 'substitution';

export type ScriptReading =
  | { readonly commands: readonly ScriptCommand[]; readonly problem?: undefined }
  | { readonly commands?: undefined; readonly problem: ScriptProblem };

/** The variable of requests for an environment variable of a script. */
export function environmentVariable(name: string): string {
  return `{{$env:${name}}}`;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Collects the words and commands that a shell's reader finds in a script. */
export class ScriptBuilder {
  readonly commands: ScriptCommand[] = [];
  #words: string[] = [];
  #word: string | undefined;
  #pipedFrom: ScriptCommand | undefined;
  #input: string | undefined;
  /** The meaning of the next word, if it is not an argument. */
  #nextWord: 'file' | 'input' | undefined;

  /** Whether no word has started, so that a comment can start. */
  get betweenWords(): boolean {
    return this.#word === undefined;
  }

  /** Adds to the current word, or starts one. An empty text starts an empty word. */
  add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  endWord(): void {
    if (this.#word === undefined) return;
    if (this.#nextWord === 'input') this.#input = this.#word;
    else if (!this.#nextWord) this.#words.push(this.#word);
    this.#nextWord = undefined;
    this.#word = undefined;
  }

  /**
   * Reads the unquoted character at an offset, in a shell where each character of `ends` ends a command. Returns the
   * number of characters read.
   */
  readPlain(text: string, at: number, ends: string): number {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    if (char === '#' && this.betweenWords) return endOfLine(text, at) - at;
    if (char === ' ' || char === '\t') {
      this.endWord();
    } else if (char === '>' || char === '<' || (char === '&' && next === '>')) {
      this.redirect();
      // This is `2>&1` or `&>file`.
      return char === '&' || next === '&' ? 2 : 1;
    } else if (ends.includes(char)) {
      const isDoubled = next === char && '&|'.includes(char);
      this.endCommand({ pipe: char === '|' && !isDoubled });
      return isDoubled ? 2 : 1;
    } else {
      this.add(char);
    }
    return 1;
  }

  /** Handles `>` and `<`: the word after it is a file, a number before it is a stream. Neither is an argument. */
  redirect(): void {
    if (/^(\d+|\*)$/.test(this.#word ?? '')) this.#word = undefined;
    this.endWord();
    this.#nextWord = 'file';
  }

  setInput(text: string): void {
    this.redirect();
    this.#nextWord = undefined;
    this.#input = text;
  }

  /** Handles `<<<`: the next word is the input of the command. */
  readInputFromNextWord(): void {
    this.redirect();
    this.#nextWord = 'input';
  }

  endCommand({ pipe = false } = {}): void {
    this.endWord();
    this.#nextWord = undefined;
    const input = this.#input;
    this.#input = undefined;
    if (!this.#words.length) return;
    const command: ScriptCommand = {
      words: this.#words,
      ...(this.#pipedFrom && { pipedFrom: this.#pipedFrom }),
      ...(input !== undefined && { input }),
    };
    this.commands.push(command);
    this.#pipedFrom = pipe ? command : undefined;
    this.#words = [];
  }
}
