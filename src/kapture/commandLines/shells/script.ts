/** A command of a script: its words, as the program would get them. */
export interface ScriptCommand {
  readonly words: readonly string[];
  /** The command whose output is piped into it. */
  readonly pipedFrom?: ScriptCommand;
  /** The text of its here-document or here-string. */
  readonly input?: string;
}

/** Why a script cannot be read: a quote without its end, or the output of another command put in. */
export type ScriptProblem = 'unclosed-quote' | 'substitution';

export type ScriptReading =
  | { readonly commands: readonly ScriptCommand[]; readonly problem?: undefined }
  | { readonly commands?: undefined; readonly problem: ScriptProblem };

/** An environment variable of a script becomes the variable of requests that stands for it. */
export function environmentVariable(name: string): string {
  return `{{$env:${name}}}`;
}

/** Where the line ends that a place is in. */
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** Collects words and commands while a shell's reader walks over its script. */
export class ScriptBuilder {
  readonly commands: ScriptCommand[] = [];
  #words: string[] = [];
  #word: string | undefined;
  #pipedFrom: ScriptCommand | undefined;
  #input: string | undefined;
  /** What the next word is, if not the program's. */
  #nextWord: 'file' | 'input' | undefined;

  /** Whether no word has been begun: where a comment may start. */
  get betweenWords(): boolean {
    return this.#word === undefined;
  }

  /** Adds to the present word, or begins one; an empty text begins an empty word. */
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
   * Takes in what stands at a place outside of quotes, for shells of which each character of `ends` ends a command; how
   * many characters that was.
   */
  readPlain(text: string, at: number, ends: string): number {
    const char = text[at]!;
    const next = text[at + 1] ?? '';
    if (char === '#' && this.betweenWords) return endOfLine(text, at) - at;
    if (char === ' ' || char === '\t') {
      this.endWord();
    } else if (char === '>' || char === '<' || (char === '&' && next === '>')) {
      this.redirect();
      // As in `2>&1` and `&>file`.
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

  /** `>` and `<`: the word behind is a file's name, a number in front says of which stream. Neither is the program's. */
  redirect(): void {
    if (/^(\d+|\*)$/.test(this.#word ?? '')) this.#word = undefined;
    this.endWord();
    this.#nextWord = 'file';
  }

  /** A here-document: what the command reads. */
  setInput(text: string): void {
    this.redirect();
    this.#nextWord = undefined;
    this.#input = text;
  }

  /** `<<<`: the next word is what the command reads. */
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
