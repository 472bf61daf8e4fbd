/** A path in a response: names of properties, without regard to case, blanks and underscores. */
export type ResponsePath = readonly [string, ...string[]];
