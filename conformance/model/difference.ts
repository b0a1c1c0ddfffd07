// Two lists of calls as one text: what both have, and what only the model or only the real server has.

/** Lines around the first and every further difference; empty when the lists are the same. */
export function differenceOf(model: readonly string[], real: readonly string[]): readonly string[] {
  if (model.length === real.length && model.every((line, index) => line === real[index])) return []
  const common = commonOf(model, real)
  const lines: string[] = []
  let m = 0
  let r = 0
  for (const line of [...common, undefined]) {
    while (m < model.length && model[m] !== line) lines.push(`- model  ${model[m++]}`)
    while (r < real.length && real[r] !== line) lines.push(`+ real   ${real[r++]}`)
    if (line !== undefined) lines.push(`         ${line}`)
    m++
    r++
  }
  return lines.filter((_, index) => lines.slice(Math.max(0, index - 2), index + 3).some((near) => !near.startsWith(' ')))
}

/** The longest list that is contained in both. */
function commonOf(a: readonly string[], b: readonly string[]): string[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number): number => lengths[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) lengths[i]?.splice(j, 1, a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1)))
  }
  const common: string[] = []
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) {
      common.push(a[i] ?? '')
      i++
      j++
    } else if (at(i + 1, j) >= at(i, j + 1)) i++
    else j++
  }
  return common
}

/** Drops deeds while the rest still shows a disagreement: the smallest story is the one to read. */
export async function smallest<T>(deeds: readonly T[], disagrees: (deeds: readonly T[]) => Promise<boolean>): Promise<readonly T[]> {
  for (let index = 0; index < deeds.length; index++) {
    const fewer = deeds.filter((_, place) => place !== index)
    if (await disagrees(fewer)) return smallest(fewer, disagrees)
  }
  return deeds
}
