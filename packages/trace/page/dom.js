// Makes elements. Texts become text nodes and nothing else, so that whatever a client sent stays text.

/** An element with properties (`on…` are listeners, `class`, `style` as an object, the rest attributes) and children; null children are left out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value)
    else if (name === 'style') for (const [property, text] of Object.entries(value)) element.style.setProperty(property, text)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false))
  return element
}

/** A name with places where a line may end: behind an underscore, ahead of a capital. */
export function breakable(text) { return text.split(/(?<=[a-z_])(?=[A-Z])|(?<=[-_])(?=[a-z])/).flatMap((part, index) => (index === 0 ? [part] : [h('wbr'), part])) }

/** Puts a text on the clipboard, and says so on the button; where there is no clipboard the text is selected. */
export async function copy(button, text, shown) {
  const label = button.textContent
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = 'Copied'
  } catch {
    if (shown !== undefined) getSelection()?.selectAllChildren(shown)
    button.textContent = shown === undefined ? text : 'Press Ctrl+C'
  }
  setTimeout(() => { button.textContent = label }, 1500)
}
