// The built-in modules: entries for `modules:`.

export { HttpLoggingModule, type HttpLoggingOptions } from './http-logging.ts'
export { StaticFileModule, type StaticFileOptions } from './static-file.ts'
export { W3C_FIELDS, type W3cField, type W3cFieldRow, type W3cFieldSource } from './w3c-fields.ts'
