import {
  CHttpModule, createModuleFactory, HttpDataChunkFromMemory, RQ_EXECUTE_REQUEST_HANDLER, RQ_NOTIFICATION_FINISH_REQUEST,
  type HandlerMapping, type IHttpContext, type ModuleEntry
} from '@isapi-bridge/module-api'
import { DefaultDocumentModule, StaticFileModule } from '@isapi-bridge/module-api/modules'

class Report extends CHttpModule {
  override OnExecuteRequestHandler(pHttpContext: IHttpContext) {
    const text = `${pHttpContext.GetScriptName()} by ${pHttpContext.GetScriptMap()?.GetName() ?? 'nobody'}\n`
    pHttpContext.GetResponse().WriteEntityChunks([{ DataChunkType: HttpDataChunkFromMemory, FromMemory: { pBuffer: Buffer.from(text) } }])
    return RQ_NOTIFICATION_FINISH_REQUEST
  }
}

export const modules: ModuleEntry[] = [
  StaticFileModule(),
  DefaultDocumentModule(),
  { name: 'ReportModule', module: (_version, info) => info.SetRequestNotifications(createModuleFactory(Report), RQ_EXECUTE_REQUEST_HANDLER, 0) }
]

export const handlers: HandlerMapping[] = [
  { name: 'Reports', path: '*.report', verb: 'GET', modules: 'ReportModule' },
  { name: 'Routes', path: '*', verb: '*', modules: 'RouteModule' }, // ours: the routes of the application
  { name: 'StaticFile', path: '*', verb: 'GET,HEAD', modules: 'StaticFileModule,DefaultDocumentModule', resourceType: 'Either', requireAccess: 'Read' }
]
