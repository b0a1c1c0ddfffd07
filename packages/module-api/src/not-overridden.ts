const warned = new Set<string>()

/** A module registered for an event and did not override its handler: say so once, go on with `status`. */
export function notOverridden<Status>(module: object, handler: string, status: Status): Status {
  const where = `${module.constructor.name}.${handler}`
  if (!warned.has(where)) {
    warned.add(where)
    process.emitWarning(`${where} is called because the module registered for it, but it is not overridden: override it or drop the bit.`, {
      code: 'ERR_MODULE_HANDLER_NOT_OVERRIDDEN'
    })
  }
  return status
}
