// The built-in modules: entries for `modules:`.

export { HttpLoggingModule, type HttpLoggingOptions } from './http-logging.ts'
export { StaticFileModule, type StaticFileOptions } from './static-file.ts'
export { W3C_FIELDS, type W3cField, type W3cFieldRow, type W3cFieldSource } from './w3c-fields.ts'

export { AnonymousAuthenticationModule, type AnonymousAuthenticationOptions } from './anonymous-authentication.ts'
export {
  BasicAuthenticationModule, type BasicAccount, type BasicAuthenticationOptions, type BasicLogon, type BasicLogonResult
} from './basic-authentication.ts'
export { CustomErrorModule, type CustomErrorOptions, type CustomErrorPage, type ErrorMode, type ExistingResponse } from './custom-error.ts'
export { DefaultDocumentModule, type DefaultDocumentOptions } from './default-document.ts'
export { DirectoryListingModule, type DirectoryListingOptions } from './directory-listing.ts'
export { HttpRedirectionModule, type HttpRedirectionOptions } from './http-redirection.ts'
export { DEFAULT_DENIED_EXTENSIONS, DEFAULT_HIDDEN_SEGMENTS } from './request-filtering-defaults.ts'
export { RequestFilteringModule, type RequestFilteringNames, type RequestFilteringOptions } from './request-filtering.ts'
export { UrlAuthorizationModule, type UrlAuthorizationOptions, type UrlAuthorizationRule } from './url-authorization.ts'
export { htpasswdFile } from './htpasswd.ts'
