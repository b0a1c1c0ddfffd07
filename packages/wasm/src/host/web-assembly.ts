// The part of WebAssembly that is used here; the types of Node have none of it.

export interface WasmModule { readonly __module?: never }
export interface WasmMemory { readonly buffer: ArrayBuffer }
export interface WasmInstance { readonly exports: Readonly<Record<string, unknown>> }

/** What a guest calls: numbers in, a number out. */
export type Import = (...values: number[]) => number | bigint | void
export type Imports = Readonly<Record<string, Readonly<Record<string, Import | WasmMemory>>>>

interface WasmNamespace {
  readonly Module: (new (bytes: Uint8Array) => WasmModule) & {
    imports(module: WasmModule): { readonly module: string; readonly name: string; readonly kind: string }[]
    exports(module: WasmModule): { readonly name: string; readonly kind: string }[]
  }
  readonly Instance: new (module: WasmModule, imports: Imports) => WasmInstance
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WasmMemory
  readonly RuntimeError: new (message?: string) => Error
  readonly Exception: new (...args: never[]) => object
  compile(bytes: Uint8Array): Promise<WasmModule>
}

export const wasm: WasmNamespace = (globalThis as unknown as { readonly WebAssembly: WasmNamespace }).WebAssembly // there since Node 8
