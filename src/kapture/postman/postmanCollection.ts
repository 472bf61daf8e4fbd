/** A name and a value of a collection: a header, or a property of an authorization. */
export interface PostmanPair {
  readonly name: string;
  readonly value: string;
}

/** How a request of a collection is authorized. */
export interface PostmanAuth {
  /** Such as `basic`, `bearer`, `apikey` or `noauth`. */
  readonly type: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One request of a collection. Contains secrets. */
export interface PostmanRequest {
  readonly name: string;
  /** The names of the folders that lead to it. */
  readonly folders: readonly string[];
  readonly method: string;
  readonly url: string;
  /** Without those that are disabled. */
  readonly headers: readonly PostmanPair[];
  /** Its own, or that of its folder or collection. */
  readonly auth: PostmanAuth | undefined;
  /** `raw` for text; undefined without a body. */
  readonly bodyMode: string | undefined;
  readonly body: string;
  /** The variables of the folders around it, from the outermost, and its own. */
  readonly variables: readonly (readonly PostmanVariable[])[];
  /** Whether it has scripts, which are not imported. */
  readonly hasScripts: boolean;
}

export interface PostmanVariable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** A collection in Postman's format 2.0 or 2.1. */
export interface PostmanCollection {
  readonly name: string;
  readonly requests: readonly PostmanRequest[];
  /** Those of the collection itself. */
  readonly variables: readonly PostmanVariable[];
  /** Those of all folders and requests, for their secrets. */
  readonly innerVariables: readonly PostmanVariable[];
  /** Whether it has more requests, or deeper folders, than are read. */
  readonly isCut: boolean;
}

/** An exported environment, or the exported globals. */
export interface PostmanEnvironment {
  readonly name: string;
  readonly variables: readonly PostmanVariable[];
}
