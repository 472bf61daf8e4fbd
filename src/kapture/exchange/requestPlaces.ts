import { parseTree, type Node } from 'jsonc-parser';
import { jsonDepth, maxJsonDepth } from '../json/jsonLimits.ts';

export interface Place {
  readonly offset: number;
  readonly length: number;
}

type Path = readonly (string | number)[];

type Property = readonly [name: Node, value: Node];

/** The complete properties of an object, all and by their names. */
interface Properties {
  readonly all: readonly Property[];
  readonly byName: ReadonlyMap<string, Property>;
}

/** An object in a request's body: its path, and the place of each name in it, including the quotes. */
export interface ObjectPlace {
  readonly path: Path;
  readonly names: ReadonlyMap<string, Place>;
}

/**
 * Where the text of a request has the fields of its body, by their paths, with or without the brackets around the body.
 * Parses the text once. Of duplicate fields, the last one counts, because servers read that one.
 */
export class RequestPlaces {
  readonly #body: Node | undefined;
  readonly #properties = new Map<Node, Properties>();

  constructor(text: string) {
    const root = jsonDepth(text) > maxJsonDepth ? undefined : parseTree(text, [], { allowTrailingComma: true });
    this.#body = root?.type === 'array' ? root.children?.[0] : root;
  }

  /** The value of a field; undefined if the request does not have the field. */
  valueOf(path: Path): Place | undefined {
    return path.length ? this.#nodeAt(path) : undefined;
  }

  nameOf(path: Path): Place | undefined {
    return this.#propertiesOf(this.#nodeAt(path.slice(0, -1))).byName.get(path.at(-1) as string)?.[0];
  }

  objects(): readonly ObjectPlace[] {
    const found: ObjectPlace[] = [];
    const visit = (node: Node | undefined, path: Path): void => {
      if (node?.type === 'array') node.children?.forEach((item, index) => visit(item, [...path, index]));
      if (node?.type !== 'object') return;
      const { all, byName } = this.#propertiesOf(node);
      found.push({ path, names: new Map(Array.from(byName, ([name, [place]]) => [name, place])) });
      for (const [name, value] of all) visit(value, [...path, name.value as string]);
    };
    visit(this.#body, []);
    return found;
  }

  #nodeAt(path: Path): Node | undefined {
    return path.reduce<Node | undefined>((node, key) => {
      if (typeof key === 'number') return node?.type === 'array' ? node.children?.[key] : undefined;
      return this.#propertiesOf(node).byName.get(key)?.[1];
    }, this.#body);
  }

  /** Read once for each object, because a request can have thousands of fields. */
  #propertiesOf(node: Node | undefined): Properties {
    if (node?.type !== 'object') return { all: [], byName: new Map() };
    const known = this.#properties.get(node);
    if (known) return known;
    const all = (node.children ?? []).flatMap(({ children: [name, value] = [] }) =>
      typeof name?.value === 'string' && value ? [[name, value] as const] : [],
    );
    const properties = { all, byName: new Map(all.map((property) => [property[0].value as string, property])) };
    this.#properties.set(node, properties);
    return properties;
  }
}
