// TABLE: which C++ a source is written in. Old sources have what C++ 17 took away, so it is asked for by what only it has.

/** The newest that is taken. */
export const NEWEST = '-std=gnu++20'

const STANDARDS: readonly { readonly flag: string; readonly signs: RegExp }[] = [
  {
    flag: NEWEST,
    signs: /^[ \t]*#[ \t]*include[ \t]*<(?:bit|compare|concepts|coroutine|format|numbers|ranges|source_location|span)>|\.(?:starts|ends)_with\s*\(|\boperator\s*<=>|\bco_(?:await|return|yield)\b|\bconsteval\b|\bstd::(?:span|format|ranges|numbers)\b/m
  },
  {
    flag: '-std=gnu++17',
    signs: /^[ \t]*#[ \t]*include[ \t]*<(?:any|charconv|execution|filesystem|memory_resource|optional|string_view|variant)>|\bif\s+constexpr\b|\bnamespace\s+\w+::\w|\bstd::(?:any|optional|scoped_lock|string_view|wstring_view|variant|clamp|invoke|as_const|byte|from_chars|to_chars|filesystem|is_\w+_v)\b|\b(?:inline\s+static|static\s+inline|inline\s+constexpr|inline\s+const)\s+[\w:<>, ]+?\w+\s*(?:=|\{)|\bauto\s*&{0,2}\s*\[\s*\w+\s*(?:,\s*\w+\s*)*\]/m
  }
]

/** The flag for all sources of a project, by their texts and those of their headers. */
export function standardOf(texts: Iterable<string>): string {
  const plain = [...texts].map((text) => text.replaceAll(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ''))
  return STANDARDS.find(({ signs }) => plain.some((text) => signs.test(text)))?.flag ?? '-std=gnu++14'
}
