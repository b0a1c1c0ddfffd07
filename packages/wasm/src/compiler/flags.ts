// TABLE: the flags of clang, for sources of users and for the run-time.

import { ROOT, type Tree } from './stage.ts'
import { standardOf } from './standard.ts'

/** Where our own files lie in the tree that is compiled. */
export const HEADERS = 'isapi/include'
export const RUNTIME = 'isapi/runtime'

/** What MSVC takes and clang does not, as far as it goes. */
const LENIENT = ['implicit-function-declaration', 'implicit-int', 'int-conversion', 'incompatible-pointer-types', 'incompatible-function-pointer-types', 'return-type', 'int-to-pointer-cast', 'pointer-to-int-cast', 'c++11-narrowing', 'writable-strings', 'reserved-user-defined-literal']
const QUIET = ['unknown-pragmas', 'pragma-pack', 'ignored-attributes', 'ignored-pragma-intrinsic', 'microsoft', 'writable-strings', 'unused-value', 'invalid-source-encoding', 'multichar', 'switch', 'comment', 'extra-tokens', 'dangling-else', 'parentheses', 'tautological-compare', 'constant-conversion', 'invalid-noreturn', 'deprecated-declarations', 'deprecated-non-prototype', 'null-conversion', 'non-literal-null-conversion', 'null-arithmetic', 'pointer-sign', 'undefined-bool-conversion', 'tautological-undefined-compare', 'invalid-token-paste', 'c++17-extensions', 'c++20-extensions', 'typename-missing', 'deprecated-register', 'wasm-exception-spec', 'dynamic-exception-spec', 'register', 'inconsistent-missing-override']

const COMMON = [
  '-c', '-O2', '-ffunction-sections', '-fdata-sections', '-fno-ident',
  // What compilers of that time did not take as licence to delete code.
  '-fno-strict-aliasing', '-fwrapv', '-fno-delete-null-pointer-checks', '-fno-finite-loops',
  '-fms-extensions', '-fno-caret-diagnostics', '-fno-color-diagnostics', '-ferror-limit=200',
  '-D_WASI_EMULATED_PROCESS_CLOCKS', '-D_WASI_EMULATED_GETPID', '-D_WASI_EMULATED_SIGNAL'
]
const C = ['-std=gnu99']
// The C++ library decides on its first header whether this is Windows, and must do so before windows.h says that it is.
const CPP = ['-fwasm-exceptions', '-include', '__config']
/** The run-time's own. */
const RUNTIME_CPP = ['-std=gnu++14']
/**
 * Of sources in C++, as Visual C++ takes them: a goto past an initialization, a dependent name without typename, a name of a dependent base class.
 * clang 16 breaks down over a goto past an object with a destructor, which is then compiled without (`strict`), and refused with its line.
 */
const CPP_OF_USERS = ['-fms-compatibility', '-fms-compatibility-version=19.20']
/** A call in each block of code; runtime/time-limit.c has the other end. */
const TIME_CHECKS = ['-fsanitize-coverage=bb,no-prune,trace-pc']
/** No default: sources of that time call methods of NULL, which check `this`, and take addresses of members of NULL. */
const NULL_CHECKS = ['-fsanitize=null,nonnull-attribute', '-fsanitize-trap=null,nonnull-attribute', '-D_ISAPI_NULL_CHECKS']
/** What of the run-time is written against windows.h, as sources are. */
const WITH_WINDOWS = /^isapi\/runtime\/(?:win32|module|configuration)\//
/** Read before each source. */
const PREFIX = `${HEADERS}/_isapi_prefix.h`

/** What the objects of the run-time depend on, beside its files. */
export const RUNTIME_FLAGS: readonly string[] = [COMMON, C, CPP, RUNTIME_CPP].flat()

function isC(path: string): boolean { return /\.c$/i.test(path) }

/** __leave needs another form of __try, which costs a plain `break` its meaning; see _isapi_keywords.h. */
function leaves(bytes: Uint8Array | undefined): boolean {
  return bytes !== undefined && /\b__?leave\b/.test(Buffer.from(bytes).toString('latin1'))
}

export interface Choices {
  readonly timeLimit: boolean
  readonly nullChecks: boolean
  /** Sources in C are C++ as well, as with /TP. */
  readonly cpp: boolean
}

/** The flags for each file of a tree. */
export class Flags {
  readonly #tree: Tree
  readonly #target: string
  readonly #ofUsers: readonly string[]
  readonly #standard: string
  readonly #cpp: boolean

  constructor(tree: Tree, target: string, folders: readonly string[], defines: readonly string[], { timeLimit, nullChecks, cpp }: Choices, standard: string | null = null) {
    this.#tree = tree
    this.#cpp = cpp
    this.#target = target
    this.#standard = standard ?? standardOf([...tree].filter(([path]) => path.startsWith('src/')).map(([, bytes]) => Buffer.from(bytes).toString('latin1')))
    this.#ofUsers = [
      ...(timeLimit ? TIME_CHECKS : []), ...(nullChecks ? NULL_CHECKS : []), ...LENIENT.map((name) => `-Wno-error=${name}`), ...QUIET.map((name) => `-Wno-${name}`),
      ...defines.map((define) => `-D${define}`), `-I${ROOT}`, ...folders.map((folder) => `-I${folder}`)
    ]
  }

  /** @param own a file of the run-time */
  isC(path: string, own: boolean): boolean { return isC(path) && (own || !this.#cpp) }

  /** @param own a file of the run-time */
  of(path: string, own: boolean): string[] {
    const plain = this.isC(path, own)
    return [
      `--target=${this.#target}`, '-x', plain ? 'c' : 'c++', ...COMMON, ...(plain ? C : [...CPP, ...(own ? RUNTIME_CPP : [this.#standard, ...CPP_OF_USERS])]),
      ...(own ? ['-w', `-I${RUNTIME}`] : this.#ofUsers),
      ...(this.#tree.has(PREFIX) && (!own || WITH_WINDOWS.test(path)) ? ['-include', PREFIX] : []), ...(leaves(this.#tree.get(path)) ? ['-D_ISAPI_SEH_LEAVE'] : []),
      '-isystem', HEADERS
    ]
  }

  /** Without what clang 16 breaks down over. */
  strict(flags: readonly string[]): string[] { return flags.filter((flag) => !CPP_OF_USERS.includes(flag)) }
}
