// Mirrors httpserv.h: a handler mapping as modules see it.

/** The handler of a request: an entry of the handler mappings, or an object of a module's own. It stays valid as long as the context. [iscriptmapinfo-interface] */
export interface IScriptMapInfo {
  /** Attribute `path`: the file name, extension or URL path that it is for, with wildcards. */
  GetPath(): string
  /** Attribute `verb`: the methods that it takes, with commas between them, or `*`. The original ends each with a NUL. */
  GetAllowedVerbs(): string
  /** Attribute `modules`: names of the modules that execute it, in their order, with commas between them. */
  GetModules(): string
  /** Attribute `scriptProcessor`; empty for what is no script. */
  GetScriptProcessor(): string
  /** Attribute `type`: a managed type; empty for native handlers. */
  GetManagedType(): string
  /** Attribute `allowPathInfo`: the path may go on behind the script's name. */
  GetAllowPathInfoForScriptMappings(): boolean
  /** Attribute `requireAccess`, 0 to 4: its place in `requiredAccessNames`. */
  GetRequiredAccess(): number
  /** Attribute `resourceType`, 0 to 3: its place in `resourceTypeNames`. */
  GetResourceType(): number
  /** A wildcard mapping: it is for every path. */
  GetIsStarScriptMap(): boolean
  /** Attribute `responseBufferLimit`, in bytes. */
  GetResponseBufferLimit(): number
  /** Attribute `name`. */
  GetName(): string
}
