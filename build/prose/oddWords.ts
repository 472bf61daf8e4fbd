/** A word or phrase that we do not use, and its replacement. */
export interface OddWords {
  readonly name: string;
  /**
   * Must match only the odd use. A false positive is worse than a miss, so a word with a literal use needs its context.
   */
  readonly pattern: RegExp;
  readonly write: string;
  /** Sentences in which the pattern must find something, and sentences in which it must not. */
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** Up to three words of one clause, between a subject and its verb. */
const inClause = String.raw`(?:(?!(?:that|which|who|where|when|if|what|as|and|or)\b)[^\s,.;:]+\s+){0,3}?`;
const verb =
  '(?:is|are|was|were|has|have|had|may|might|can|could|will|would|must|does|do|adds|brings|finds|gives|goes|keeps|leaves|makes|needs|reads|runs|says|stays|takes|tells)';

/** British spellings in names of code. Not in one: `isOrganisation`, which is Kapture's name. */
export const britishName =
  /(?:[Cc]ancell(?:ed|ing)|[Ll]earnt|[Mm]isspelt|[Bb]ehaviour|[Cc]olour|[Nn]eighbour|[Ll]icence|[Ll]abelled|(?:[Cc]apital|[Ii]nitial|[Ll]ocal|[Nn]ormal|[Rr]ecogn|[Ss]erial)is(?:e|ing))/;

/** The rule `prose/words` reports each of these in comments, strings, test titles and documents. */
export const oddWords: readonly OddWords[] = [
  {
    name: 'got',
    pattern: /(?<!\bexpected\b.*)\bgot\b(?!\s+rid\b)/i,
    write: 'fetched, loaded, received or refreshed',
    bad: ['The record was not got.', 'a request that got no response'],
    good: ['Get rid of the lock; the user forgot it.', 'expected 3, got 4'],
  },
  {
    name: 'anew',
    pattern: /\b(?:anew|afresh)\b/i,
    write: 'again, or a verb such as reload or refresh',
    bad: ['Not all customers came anew.'],
    good: ['Reload the customer.'],
  },
  {
    name: 'whoever',
    // Tests use “nobody” as a name: of a variable, a connection, a user (`nobody:secret`) or a customer (in title
    // case).
    pattern:
      /(?<!\b(?:id|connection|variable)\s)\b(?:[Ww]hom?ever|(?:some|no|any|every)body\b(?!:)|(?<=^\s*|[.!?:]\s+)(?:Some|No|Any|Every)body(?!'s|\s[A-Z]))\b/,
    write: 'users, the server, another user, no caller',
    bad: ['Whoever answers could read it.', 'what nobody asked for', 'Nobody waits for it.'],
    good: [
      'The server could read it.',
      '"name": "Somebody Else"',
      'The connection Nobody does not exist',
      '-u somebody:secret',
    ],
  },
  {
    name: 'whom',
    pattern: /\bwhom\b/i,
    write: 'a relative clause with "who" or "that"',
    bad: ['customers of whom nothing is known'],
    good: ['customers that have only an ID'],
  },
  {
    name: 'who lacks',
    pattern: /\bwho lacks?\b/i,
    write: '"customers without a phone"',
    bad: ['those who lack a phone'],
    good: ['customers without a phone'],
  },
  {
    name: 'of before',
    pattern: /\bof before\b|\bfrom before\b(?=\s+(?:it|they)\b|\s*[.,;:)]|\s*$)/i,
    write: 'earlier or previous',
    bad: ['the rows of before stay', 'the customers from before'],
    good: ['the earlier rows stay', 'a lock from before the update', 'It works as before.'],
  },
  {
    name: 'take back',
    pattern: /\b(?:take|takes|took|taken|taking)\s+(?:[^\s,.;:]+\s+){0,4}?back\b(?!\s+to\b)/i,
    write: 'revert or undo',
    bad: ['Take the last update back.', 'The update was taken back.'],
    good: ['Revert the last update.', 'The link takes you back to the list.'],
  },
  {
    name: 'take out',
    pattern: /\b(?:is|are|was|were|be|been)\s+taken\s+out\b|\b(?:take|takes|took)\s+(?:[^\s,.;:]+\s+){0,3}?out\s+of\b/i,
    write: 'remove',
    bad: ['The key is taken out.', 'takes double quotes out of an argument'],
    good: ['The key is removed.', 'The request timed out.'],
  },
  {
    name: 'taken for',
    pattern: /\b(?:is|are|was|were|be|been)\s+taken\s+for\b(?!\s+granted)/i,
    write: 'mistaken for',
    bad: ['An error page is taken for a success.'],
    good: ['An error page is mistaken for a success.', 'the time taken for a request'],
  },
  {
    name: 'is no',
    pattern:
      /(?<!\b(?:there|what)\s+)\b(?:is|are|was|were)\s+no\s+(?!(?:longer|more|less|fewer|better|worse|larger|smaller|faster|slower|later|earlier|sooner|different|other|good|such|one)\b)\p{L}/iu,
    write: '"is not a …", "is not JSON"',
    bad: ['The response is no JSON.', 'a file that is no database'],
    good: ['The response is not JSON.', 'There is no database.', 'It is no longer available.', 'The answer is no.'],
  },
  {
    name: 'verdict',
    pattern: /\bverdicts?\b|\bno word (?:of|about|on)\b|\bwithout a word\b/i,
    write: 'unrecognized response; "does not mention"',
    bad: ['The response has no verdict.', 'It has no word of the key.'],
    good: ['The response is unrecognized.', 'a file with no words'],
  },
  {
    name: 'as it came',
    pattern: /\bto the byte\b|\bletter by letter\b|(?<!soon )\bas (?:it|they) came\b/i,
    write: 'exactly, unchanged or "as received"',
    bad: ['The records as they came, one per line.', 'The body is kept letter by letter.'],
    good: ['The records unchanged, one per line.', 'as soon as they came'],
  },
  {
    name: 'stands',
    pattern:
      /\b(?:stands|stood)\b(?!\s+(?:for|out|in\s+for)\b)|\b(?:may|might|can|could|must|will|would|to|that|which|who|they|not|do|does|keys|records|rows|values)\s+stand\b(?!\s+(?:for|out|alone|in\s+for)\b)/i,
    write: 'is, appears or contains',
    bad: ['what stands in the editor', 'a secret may stand anywhere'],
    good: ['The mark stands for the key.', 'The stub stands in for a server.', 'Bus Stand Road'],
  },
  {
    name: 'lies',
    pattern: /\blies\b|\b(?:may|might|can|must|that|which|they|still|to|records|responses|files)\s+lie\b/i,
    write: 'is, is in, or is stored in',
    bad: ['where the record lies', 'The responses lie beside the database.'],
    good: ['where the record is stored'],
  },
  {
    name: 'is of',
    pattern:
      /\b(?:is|are|was|were|be)\s+of\b(?!\s+(?:type|course|interest|use|the\s+(?:form|type|kind|same)|(?:no|some|little|any)\s))/i,
    write: 'belongs to, or is for',
    bad: ['This document is of another customer.'],
    good: [
      'This document belongs to another customer.',
      'The value is of type string.',
      'This is, of course, a string.',
    ],
  },
  {
    name: 'any more',
    pattern: /(?:\b(?:no|not|none|nothing|never|without)\b|n['’]t\b)[^.;:!?]*\bany\s?more\b(?!\s+(?:than|\w+s)\b)/i,
    write: 'no longer',
    bad: ['The customer is not there any more.', "It isn't kept anymore."],
    good: ['The customer no longer exists.', 'There are not any more pages.'],
  },
  {
    name: 'not known',
    pattern: /\b(?:is|are|was|were)\s+not\s+(?:yet\s+)?known\b(?!\s+to\b)/i,
    write: 'is unknown',
    bad: ['Whether it was stored is not known.'],
    good: ['It is unknown whether it was stored.'],
  },
  {
    name: 'holds that',
    pattern:
      /\b(?:tests?|property)\s+(?:that\s+)?holds?\b|\bholds?\s+that\s+(?:a|an|the|it|no|every|all)\b|\b(?:hold|holds|held)\s+(?:[^\s,.;:]+\s+){0,4}?against\b/i,
    write: 'verifies, checks or compares',
    bad: ['A test holds that it is sent once.', 'The reader is held against JSON.parse.'],
    good: ['A test verifies that it is sent once.', 'The file holds that record.'],
  },
  {
    name: 'house',
    // In lower case: sample addresses have a "B Wing" and a "Door No. 4".
    pattern:
      /\b(?:front )?doors?\b|\bwings?\b|\b(?:this|the|our|whole)\s+house\b|\brooms\b|\b(?:a|this|each|every|its|own)\s+(?:spare\s+)?room\b(?!\s+for\b)/,
    write: 'package, folder, module or entry point; space',
    bad: ['The extension starts with its front door.', 'the part of this wing that is heavy', 'a spare room'],
    good: ['a folder of the package', 'There is no room for it.', 'B Wing, Door No. 4, Green House'],
  },
  {
    name: 'some hundred',
    pattern: /\bsome\s+(?:hundred|thousand|dozen|ten|twenty|thirty|fifty|[1-9]\d*)\b/i,
    write: 'about N, or a few hundred',
    bad: ['some hundred records', 'after some 50 µs'],
    good: ['a few hundred records', 'some tenants', 'about 50 µs'],
  },
  {
    name: 'so many',
    pattern: /\bso[\s-]many\b(?![^.;]*\bthat\b)|\bas\s+many\s+as\s+(?:there\s+)?(?:are|is)\b/i,
    write: 'up to N, this number of, or unlimited',
    bad: ['Waits for so many milliseconds.', 'As many as there are.'],
    good: ['Waits for the given number of milliseconds.', 'There are so many rows that the view pages.'],
  },
  {
    name: 'reply',
    pattern: /\brepl(?:y|ies|ied)\b/i,
    write: 'response, responds, responded',
    bad: ['The reply was cut.', 'The server replies with 200.'],
    good: ['The response was cut.'],
  },
  {
    name: 'for (because)',
    pattern: new RegExp(
      String.raw`,\s+for\s+(?:it|they|there|he|she|we|you|nothing|otherwise|a|an|the|no|each|VS\s+Code|Kapture)\s+${inClause}${verb}\b`,
      'i',
    ),
    write: '"because", or two sentences',
    bad: ['One context for all connections, for it takes long.', 'Copied, for a piece is gone later.'],
    good: [
      'Offered as Retry, for the same connection.',
      'a text, for what is not JSON',
      'as typed, for the operation that has it',
    ],
  },
  {
    name: 'since (because)',
    pattern:
      /,\s+since\s+(?!then\b|version\b|\d|the\s+(?:start|last|previous|beginning|first)\b|last\b)|(?:^|[.!?]\s+)Since\s+(?!then\b|version\b|\d|VS Code \d)(?=[^.!?]*,)/,
    write: '"because", or two sentences',
    bad: ['In a process of its own, since it takes long.', 'Since nothing is stored, it is safe.'],
    good: [
      'The customer has changed since then.',
      'Since version 2, it is stored.',
      'changed, since the last pull, by you',
    ],
  },
  {
    name: 'as (because)',
    pattern: new RegExp(
      String.raw`,\s+as\s+(?:there|nothing|no|otherwise)\s|,\s+as\s+(?:it|they|this|that|(?:a|an|the)\s+[^\s,.;:]+)\s+(?:may|might|could|cannot)\b`,
      'i',
    ),
    write: '"because", or two sentences',
    bad: ['It is omitted, as there is none.', 'To be called often, as a server may leave one waiting.'],
    good: [
      'Customers, as they were sent.',
      'The words, as the program would receive them.',
      'Offered where there is none, as in VS Code.',
    ],
  },
  {
    name: 'of which',
    pattern:
      /(?<!\b(?:all|none|some|most|many|few|both|each|either|neither|one|two|three|\d+|any|half|part|result|because)\s)\bof\s+which\b(?!\s+(?:one\b|two\b|the\s+(?:first|second|last)\b|\w+(?:[.,;]|$)))/i,
    write: '"whose", "that", or two sentences',
    bad: ['an update of which it is known what was there'],
    good: [
      'two errors, of which the first counts',
      'three requests, two of which fail',
      'how many, and of which operations',
    ],
  },
  {
    name: 'of it',
    pattern:
      /\bnothing\s+of\s+(?:it|them|a|the|this|that|what)\b(?!\s+(?:kind|sort)\b)|\bwhat\s+(?:there\s+(?:is|was)|you\s+need|is\s+\w+)\s+of\s|\bof\s+it\s+(?:is|was|that)\b/i,
    write: 'the noun itself, or "none of the …"',
    bad: ['Copy what you need of it.', 'nothing of it is sent'],
    good: ['None of the document is sent.', 'half of it', 'What became of it?'],
  },
  {
    name: 'by itself',
    pattern: /\bby\s+(?:itself|themselves)\b/i,
    write: 'automatically, alone or separately',
    bad: ['The page reloads by itself.', 'customers that were fetched by themselves'],
    good: ['The page reloads automatically.'],
  },
  {
    name: 'of its own',
    pattern:
      /\bof\s+(?:its|their|his)\s+own\b(?=\s*(?:[^\s\p{L}\p{N}]|$)|\s+(?:and|or|that|which|in|on|for|with|when|where|while|is|are|has|had|have|after|before|so|stays|the|a|as|to|from|by|at|if)\b)/iu,
    write: '"its own …" or separate',
    bad: ['{0} has a problem of its own.', 'in a thread of its own, so that the window stays responsive'],
    good: ['It has its own thread.', 'among those of its own tenant', 'a tenant of your own'],
  },
  {
    name: 'break off',
    pattern: /\b(?:break|breaks|broke|broken|breaking)\s+off\b/i,
    write: '"ended early" (a response), "closed the connection" (a server), "stopped" (a run)',
    bad: ['The response broke off.'],
    good: ['The response ended early.'],
  },
  {
    name: 'whole',
    pattern: /\b(?:is|are|was|were|not|came|comes|come|be|being|stays|stay)\s+whole\b(?!\s+\w+s\b)/i,
    write: 'complete, or unchanged',
    bad: ['The curl command is not whole.', 'a large Pull comes whole'],
    good: ['The curl command is incomplete.', 'The periods are whole days.', 'It must be a whole number.'],
  },
  {
    name: 'old adverbs',
    pattern: /\b(?:meanwhile|thereby|therein|thereof|thereupon|wherein|whereby|whither|lest|besides)\b/i,
    write: '"in the meantime", "since then", "so that … not", "also", "in addition to"',
    bad: ['It may have changed meanwhile.', 'besides those that were pulled'],
    good: ['It may have changed in the meantime.', 'beside the editor'],
  },
  {
    name: 'once more',
    pattern: /\bonce\s+more\b(?!\s+\w+s\b)/i,
    write: 'again',
    bad: ['Save once more.', 'It is sent once more: the connection may have been closed.'],
    good: ['Save again.', 'once more responses arrive'],
  },
  {
    name: 'leave out',
    pattern: /\b(?:left|leave|leaves|leaving)\s+out\b/i,
    write: 'omit or skip',
    bad: ['1 record is not JSON, and was left out.'],
    good: ['1 record is not JSON and was skipped.'],
  },
  {
    name: 'sooner',
    pattern: /\bsooner\b(?!\s+or\s+later\b)/i,
    write: 'earlier or faster',
    bad: ['16 kB are read a tenth sooner.'],
    good: ['16 kB are read 10% faster.', 'sooner or later'],
  },
  {
    name: 'letters',
    pattern:
      /\bsmall letters\b|\bletters?\s+of\s+(?:several|one|two|three|four)\b|\b(?:[1-9]\d+|fifty|so many|how many|more)\s+letters\b/i,
    write: 'characters; "lower case" for small letters',
    bad: ['by their names in small letters', 'room for fifty letters', 'letters of several bytes'],
    good: ['letters and digits', '50 characters'],
  },
  {
    name: 'the most that',
    pattern: /\bmost\s+that\s+(?:a|an|the|one|it|is|may|can|could|VS Code|Kapture)\b/i,
    write: 'maximum',
    bad: ['Most that a response may hold, in megabytes.'],
    good: ['Maximum response size, in megabytes.'],
  },
  {
    name: 'all else',
    pattern: /\ball else\b/i,
    write: 'everything else',
    bad: ['All else is loaded when it is used.'],
    good: ['Everything else is loaded when it is used.'],
  },
  {
    name: 'one (a person)',
    pattern:
      /\b(?:as|while|if|when|what|which|where|until)\s+one\s+(?:types|wants|asks|looks|sees|reads|opens|gives|writes)\b/i,
    write: '"you" or "the user"',
    bad: ['warnings as one types'],
    good: ['warnings as the user types', 'which one is open', 'undefined where one has none'],
  },
  {
    name: 'by which',
    pattern: /\bby\s+(?:which|whom)\s+(?!(?:time|point|amount|means)\b)/i,
    write: '"that identifies …", "used to …", or two sentences',
    bad: ['the code, by which this dialect updates', 'The fields by which the server recognizes a customer.'],
    good: ['by which time it had ended', 'the code that identifies a customer'],
  },
  {
    name: 'no place in',
    pattern: /\b(?:have|has|had)\s+(?:no|a)\s+place\s+in\s+(?:it|the|that|this)\b/i,
    write: '"the dialect has no equivalent of …", "does not have"',
    bad: ['These fields have no place in the dialect.'],
    good: ['The marketplace is in the browser.', 'The dialect does not have these fields.'],
  },
  {
    name: 'British spelling',
    pattern:
      /\b(?:cancell(?:ed|ing)|misspelt|afterwards|(?:behavi|col|neighb)ours?|licences?|recognis\w+|organis(?:e|es|ed|ing|ation|ations)|normalis\w+|initialis\w+|serialis\w+|labell(?:ed|ing))\b/i,
    write: 'the American spelling: canceled, misspelled, afterward, behavior, recognize',
    bad: ['The pull was cancelled.', 'It is deleted afterwards.', 'unusual behaviour'],
    good: ['The pull was canceled.', 'It is deleted afterward.', 'unusual behavior'],
  },
  {
    name: 'told of',
    pattern: /\b(?:is|are|was|were|be|been)\s+told\s+(?:of|about)\b/i,
    write: 'is notified of, receives',
    bad: ['Listeners are told of it.'],
    good: ['Listeners are notified.'],
  },
];
