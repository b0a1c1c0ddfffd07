// TABLE: the mistakes that lintFilter looks for, in the order of a filter's life.

/** Every mistake by name. */
export type LintRuleName =
  | 'high-priority'
  | 'raw-data-cost'
  | 'handler-without-bit'
  | 'bit-without-handler'
  | 'guards-logon-only'
  | 'recursive-mapping'
  | 'headers-too-late'
  | 'two-answers'
  | 'no-answer'
  | 'no-status'
  | 'structure-kept'
  | 'context-without-end'
  | 'context-not-cleared'
  | 'memory-kept'
  | 'unused-notification'

/** One mistake. */
export interface LintRule {
  readonly name: LintRuleName
  /** When it shows. */
  readonly seen: 'when loaded' | 'in a call' | 'at the end of a session' | 'when terminated'
  /** What is wrong, and what to do. */
  readonly advice: string
  readonly statements: readonly string[]
}

const ROWS = [
  { name: 'high-priority',         seen: 'when loaded',             statements: ['F-359'],          advice: 'asks for HIGH priority, which bundled filters use: ask for DEFAULT unless something compels it' },
  { name: 'raw-data-cost',         seen: 'when loaded',             statements: ['F-350'],          advice: 'asks for SEND_RAW_DATA, the costliest notification: look at the headers in SEND_RESPONSE if that will do' },
  { name: 'handler-without-bit',   seen: 'when loaded',             statements: ['F-044'],          advice: 'has code for a notification that it does not register for: set its bit in GetFilterVersion, or take the code out' },
  { name: 'bit-without-handler',   seen: 'when loaded',             statements: ['F-349'],          advice: 'registers for a notification that it does not handle: drop the bit' },
  { name: 'guards-logon-only',     seen: 'in a call',               statements: ['F-356', 'F-170'], advice: 'turns a client away in AUTHENTICATION, which does not come with every request: decide in PREPROC_HEADERS or AUTH_COMPLETE' },
  { name: 'recursive-mapping',     seen: 'in a call',               statements: ['F-357', 'F-153'], advice: 'reads PATH_INFO or PATH_TRANSLATED in URL_MAP, which calls it again, and then reads it once more: guard against the recursion' },
  { name: 'headers-too-late',      seen: 'in a call',               statements: ['F-200'],          advice: 'calls AddResponseHeaders when the headers are on their way: call AddHeader in SEND_RESPONSE, or come earlier' },
  { name: 'two-answers',           seen: 'in a call',               statements: ['F-240'],          advice: 'has sent an answer and lets the server send another: return SF_STATUS_REQ_FINISHED' },
  { name: 'no-answer',             seen: 'in a call',               statements: ['F-236'],          advice: 'ends a request that it has not answered: SF_REQ_SEND_RESPONSE_HEADER comes first' },
  { name: 'no-status',             seen: 'in a call',               statements: ['F-242'],          advice: 'returns something that is no status: SF_STATUS_REQ_NEXT_NOTIFICATION is what it is taken for' },
  { name: 'structure-kept',        seen: 'in a call',               statements: ['F-225'],          advice: 'uses a structure after the call that it belonged to: copy what is needed' },
  { name: 'context-without-end',   seen: 'in a call',               statements: ['F-351', 'F-232'], advice: 'keeps something in pFilterContext and does not hear of the end of the session: register for END_OF_NET_SESSION' },
  { name: 'context-not-cleared',   seen: 'at the end of a session', statements: ['F-351', 'F-232'], advice: 'leaves pFilterContext set at END_OF_NET_SESSION: release what it holds and set it to null' },
  { name: 'memory-kept',           seen: 'at the end of a session', statements: ['F-301', 'F-231'], advice: 'writes to memory of AllocMem after the session: that memory is somebody else\'s by then' },
  { name: 'unused-notification',   seen: 'when terminated',         statements: ['F-349', 'F-350'], advice: 'registers for a notification that it never did anything with: drop the bit' }
] as const satisfies readonly LintRule[]

true satisfies [Exclude<LintRuleName, (typeof ROWS)[number]['name']>] extends [never] ? true : never

/** Every rule. */
export const LINT_RULES: readonly LintRule[] = ROWS

export function ruleOf(name: LintRuleName): LintRule {
  const row = LINT_RULES.find((rule) => rule.name === name)
  if (row === undefined) throw new TypeError(`${name} is no rule`)
  return row
}
