/** Properties of an element; `aria…` properties are among them. */
type Given<Tag extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[Tag], 'style' | 'dataset'>>;

/** Makes an element. Children that are strings are text, whatever stands in them. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  given: Given<Tag> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  Object.assign(element, given);
  element.append(...children);
  return element;
}

/** Puts values into a text in the places of `{0}`, `{1}` and so on. */
export function fill(text: string, ...values: readonly string[]): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => values[Number(index)] ?? place);
}

/** Writes a text only where it changed, so that nothing is read out again. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Makes the children of an element one stop of the Tab key: arrow keys, Home and End go from one to the next. `of` selects
 * those that take part.
 */
export function roving(container: HTMLElement, of: string): void {
  const all = (): HTMLElement[] =>
    [...container.querySelectorAll<HTMLElement>(of)].filter((element) => !element.hidden);
  container.addEventListener('keydown', (event) => {
    const elements = all();
    const at = elements.indexOf(event.target as HTMLElement);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next =
      step !== undefined ? at + step : event.key === 'Home' ? 0 : event.key === 'End' ? elements.length - 1 : -1;
    if (at < 0 || !elements[next] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    elements[next].focus();
  });
  container.addEventListener(
    'focusin',
    ({ target }) => all().includes(target as HTMLElement) && stopAt(target as HTMLElement),
  );
  const stopAt = (stop: HTMLElement): void =>
    all().forEach((element) => (element.tabIndex = element === stop ? 0 : -1));
}

/** Sees to it that exactly one of the elements can be reached by Tab. */
export function keepStop(elements: readonly HTMLElement[]): void {
  const stop = elements.find((element) => element.tabIndex === 0) ?? elements[0];
  for (const element of elements) element.tabIndex = element === stop ? 0 : -1;
}

/** Has an element hold these children in this order; the focus stays where it was. */
export function arrange(container: Element, children: readonly Element[]): void {
  if (
    children.length === container.children.length &&
    children.every((child, index) => container.children[index] === child)
  )
    return;
  const focused = document.activeElement;
  container.replaceChildren(...children);
  if (focused instanceof HTMLElement && focused !== document.activeElement && container.contains(focused))
    focused.focus({ preventScroll: true });
}
