// The HTML that the server and its built-in modules write: small pages that need nothing else, readable on every screen.

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** A text as it may stand in HTML, between tags and in attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}

/** Colours are the browser's own, light or dark: their contrast is its business. */
const STYLE = ':root{color-scheme:light dark}body{max-width:44rem;margin:2rem auto;padding:0 1rem;font:1rem/1.5 system-ui,sans-serif}h1,td:last-child{overflow-wrap:anywhere}'
  + 'h1{font-size:1.5rem;line-height:1.25}table{border-collapse:collapse}th,td{padding:.25rem 1rem .25rem 0;text-align:left;vertical-align:top}th{white-space:nowrap}'

/** A page. `title` is text; `body` is HTML, in which whatever comes from outside has been escaped. */
export function toHtmlPage(title: string, body: string): Uint8Array {
  return Buffer.from(`<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style></head>
<body>
${body}
</body>
</html>
`)
}
