import { fileURLToPath } from 'node:url'

// The same places seen from src/ and from dist/.

/** What the site serves. */
export const siteFolder: string = fileURLToPath(new URL('../public', import.meta.url))
/** One folder a user; outside the site, so it has to be listed in `filterRoots`. */
export const homesFolder: string = fileURLToPath(new URL('../homes', import.meta.url))
/** Default of LOG_DIR: a folder in the root of the repository that git ignores. */
export const defaultLogFolder: string = fileURLToPath(new URL('../../../logs', import.meta.url))
/** A filter in C++, compiled; its source lies in examples/native/ReqTimer. */
export const compiledFilter: string = fileURLToPath(new URL('../../../examples/wasm/ReqTimer.wasm', import.meta.url))
/** A module in C++, compiled; its source lies in examples/native-modules/DefaultDocument. */
export const compiledModule: string = fileURLToPath(new URL('../../../examples/wasm/DefaultDocument.wasm', import.meta.url))
