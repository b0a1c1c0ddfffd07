// SF_REQ_NORMALIZE_URL. Documented are the decoding, the removal of illegal characters and what happens to a backslash;
// the rest is ours: one pass, the query left alone, `..` stopping at the root. [NRM] [KB896287]

const escape = /%([0-9A-Fa-f]{2})/g
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const illegal = /[\x00-\x1F\x7F]/g

/** Never longer than what it was given. */
export function normalizeUrl(url: string): string {
  const query = url.indexOf('?')
  const path = query === -1 ? url : url.slice(0, query)
  const decoded = path
    .replace(escape, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(illegal, '')
  return resolveDots(decoded) + url.slice(path.length)
}

function resolveDots(path: string): string {
  if (!path.startsWith('/')) return path
  const kept: string[] = []
  const segments = path.slice(1).split('/')
  for (const [i, segment] of segments.entries()) {
    const dots = segment === '.' || segment === '..'
    if (segment === '..') kept.pop()
    if (!dots) kept.push(segment)
    else if (i === segments.length - 1) kept.push('')
  }
  return `/${kept.join('/')}`
}
