/** Whether all of `text` matches: `*` stands for any characters, also none, `?` for one. The time grows with the product of both lengths at most. */
export function matchesWildcards(text: string, pattern: string): boolean {
  let at = 0
  let next = 0
  let star = -1
  let retry = 0
  while (at < text.length) {
    if (pattern[next] === '*') {
      star = next++
      retry = at
    } else if (next < pattern.length && (pattern[next] === '?' || pattern[next] === text[at])) {
      at++
      next++
    } else if (star !== -1) {
      next = star + 1
      at = ++retry
    } else {
      return false
    }
  }
  while (pattern[next] === '*') next++
  return next === pattern.length
}
