/** Properties of an element, including the `aria…` properties. */
type Properties<Tag extends keyof HTMLElementTagNameMap> = Partial<
  Omit<HTMLElementTagNameMap[Tag], 'style' | 'dataset'>
>;

/** Creates an element. A string child becomes text, never HTML. */
export function createElement<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties<Tag> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  Object.assign(element, properties);
  element.append(...children);
  return element;
}

export function createButton(className: string, text: string, run: () => void): HTMLButtonElement {
  const button = createElement('button', { type: 'button', className }, text);
  button.addEventListener('click', run);
  return button;
}

/** Replaces the placeholders `{0}`, `{1}` and so on of a text. */
export function format(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => values[Number(index)] ?? place);
}

/** Sets the text of an element only if it has changed, so that screen readers do not repeat it. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children that match `selector` a single tab stop (roving tabindex). Arrow keys, Home and End move the focus
 * between them.
 */
export function rovingTabIndex(container: HTMLElement, selector: string): void {
  const all = (): HTMLElement[] =>
    [...container.querySelectorAll<HTMLElement>(selector)].filter((element) => !element.hidden);
  container.addEventListener('keydown', (event) => {
    const elements = all();
    const at = elements.indexOf(event.target as HTMLElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    let next = -1;
    if (step !== undefined) next = at + step;
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = elements.length - 1;
    const target = elements[next];
    if (at < 0 || !target || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    target.focus();
  });
  container.addEventListener(
    'focusin',
    ({ target }) => all().includes(target as HTMLElement) && stopAt(target as HTMLElement),
  );
  const stopAt = (stop: HTMLElement): void =>
    all().forEach((element) => (element.tabIndex = element === stop ? 0 : -1));
}

/** Ensures that Tab reaches exactly one of the elements. */
export function ensureTabStop(elements: readonly HTMLElement[]): void {
  const stop = elements.find((element) => element.tabIndex === 0) ?? elements[0];
  for (const element of elements) element.tabIndex = element === stop ? 0 : -1;
}

/**
 * Sets the children of an element in this order and keeps the focus. Children that stay are not moved, because the
 * browser would lay them out again.
 */
export function setChildren(container: Element, children: readonly Element[]): void {
  const focused = document.activeElement;
  const wanted = new Set(children);
  for (const child of [...container.children]) if (!wanted.has(child)) child.remove();
  let next = container.firstElementChild;
  for (const child of children)
    if (child === next) next = next.nextElementSibling;
    else container.insertBefore(child, next);
  if (focused instanceof HTMLElement && focused !== document.activeElement && container.contains(focused))
    focused.focus({ preventScroll: true });
}
