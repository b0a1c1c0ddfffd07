// The stack: which filters, modules and routes serve the site, in which order.

import fastify, { type FastifyInstance } from 'fastify'
import { bridgeFilter } from '@isapi-bridge/bridge'
import type { Filter } from '@isapi-bridge/filter-api'
import type { ModuleEntry, PFN_REGISTERMODULE } from '@isapi-bridge/module-api'
import { contextOf, integratedPipeline } from '@isapi-bridge/module-api/fastify'
import { createTraceRecorder } from '@isapi-bridge/trace'
import { inspector } from '@isapi-bridge/trace/inspect'
import { S_OK } from '@isapi-bridge/win32'
import { guards, services } from './built-in.ts'
import * as basicAuthMapper from './filters/basic-auth-mapper.ts'
import { loadCompiledTimer } from './filters/compiled-timer.ts'
import * as forwardedFor from './filters/forwarded-for.ts'
import * as homeFolder from './filters/home-folder.ts'
import * as requestTimer from './filters/request-timer.ts'
import * as shout from './filters/shout.ts'
import * as stamp from './filters/stamp.ts'
import * as urlRewriter from './filters/url-rewriter.ts'
import * as variablesFilter from './filters/variables.ts'
import { homesFolder, siteFolder } from './folders.ts'
import { loadCompiledDocument } from './modules/compiled-document.ts'
import * as connectionCounter from './modules/connection-counter.ts'
import * as defaultDocument from './modules/default-document.ts'
import * as failing from './modules/failing.ts'
import * as responseTimer from './modules/response-timer.ts'
import * as variablesModule from './modules/variables.ts'
import { routes } from './routes.ts'

export interface ServerOptions {
  /** Folder of the W3C log; it is made when it is not there. */
  readonly logFolder: string
  /** Told what goes wrong in filters and modules. */
  readonly report: (error: Error) => void
}

function isOfThePage(url: string): boolean { return /^\/_bridge(?:[/?]|$)/.test(url) }

/** As the <modules> list of a web.config. A filter is an entry like any other. */
function modules(logFolder: string, compiledTimer: Filter, compiledDocument: PFN_REGISTERMODULE): ModuleEntry[] {
  return [
    ...guards(),
    { name: 'response-timer', module: responseTimer.RegisterModule },
    { name: 'variables', module: variablesModule.RegisterModule },
    bridgeFilter(requestTimer, { name: 'request-timer' }),
    bridgeFilter(compiledTimer, { name: 'ReqTimer' }),
    bridgeFilter(urlRewriter, { name: 'url-rewriter' }),
    bridgeFilter(forwardedFor, { name: 'forwarded-for' }),
    bridgeFilter(homeFolder, { name: 'home-folder' }),
    bridgeFilter(basicAuthMapper, { name: 'basic-auth-mapper' }),
    bridgeFilter(stamp, { name: 'stamp' }),
    bridgeFilter(shout, { name: 'shout' }),
    { name: 'variables (filter)', module: bridgeFilter(variablesFilter, { name: 'variables' }) },
    { name: 'DefaultDocument', module: compiledDocument },
    { name: 'default-document', module: defaultDocument.RegisterModule },
    { name: 'connection-counter', module: connectionCounter.RegisterModule },
    { name: 'failing', module: failing.RegisterModule },
    ...services(logFolder)
  ]
}

/** The demo server, not listening yet. */
export async function createServer({ logFolder, report }: ServerOptions): Promise<FastifyInstance> {
  const [compiledTimer, compiledDocument] = await Promise.all([loadCompiledTimer(), loadCompiledDocument()])
  const app = fastify()
  const recorder = createTraceRecorder({ limit: 100, ignore: isOfThePage })
  app.addHook('onClose', (_instance, done) => { recorder.stop(); done() })

  // Before everything else: what is registered earlier would not be seen by it.
  app.register(integratedPipeline, {
    modules: modules(logFolder, compiledTimer, compiledDocument),
    site: { id: 1, name: 'Demo', root: siteFolder },
    filterRoots: [homesFolder],
    report
  })
  app.register(routes)
  // Answers of the page are read by its scripts: a page for an error in their place would be none.
  app.addHook('onRequest', (request, _reply, done) => {
    if (isOfThePage(request.url)) contextOf(request)?.GetResponse().SetStatus(200, 'OK', 0, S_OK, null, true)
    done()
  })
  app.register(inspector, { recorder, plan: () => app.integratedPipeline.plan() })
  return app
}
