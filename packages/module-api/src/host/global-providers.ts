// The providers of global events.

import type { IHttpApplication } from '../http-application.ts'
import type { IHttpFileMonitor } from '../http-file-info.ts'
import type { IHttpContext } from '../http-context.ts'
import type {
  IGlobalConfigurationChangeProvider, IGlobalFileChangeProvider, IGlobalStopListeningProvider, IHttpApplicationProvider, IPreBeginRequestProvider
} from '../global-providers.ts'
import { GlobalProvider } from '../pipeline/global-notifier.ts'

export class PreBeginRequestProvider extends GlobalProvider implements IPreBeginRequestProvider {
  readonly #context: IHttpContext

  constructor(context: IHttpContext) {
    super()
    this.#context = context
  }

  GetHttpContext(): IHttpContext { return this.#context }
}

export class ApplicationProvider extends GlobalProvider implements IHttpApplicationProvider {
  readonly #application: IHttpApplication

  constructor(application: IHttpApplication) {
    super()
    this.#application = application
  }

  GetApplication(): IHttpApplication { return this.#application }
}

export class StopListeningProvider extends GlobalProvider implements IGlobalStopListeningProvider {
  readonly #drain: boolean

  constructor(drain: boolean) {
    super()
    this.#drain = drain
  }

  DrainRequestsGracefully(): boolean { return this.#drain }
}

export class ConfigurationChangeProvider extends GlobalProvider implements IGlobalConfigurationChangeProvider {
  readonly #path: string

  constructor(path: string) {
    super()
    this.#path = path
  }

  GetChangePath(): string { return this.#path }
}

export class FileChangeProvider extends GlobalProvider implements IGlobalFileChangeProvider {
  readonly #name: string
  readonly #monitor: IHttpFileMonitor | null

  constructor(name: string, monitor: IHttpFileMonitor | null) {
    super()
    this.#name = name
    this.#monitor = monitor
  }

  GetFileName(): string { return this.#name }
  GetFileMonitor(): IHttpFileMonitor | null { return this.#monitor }
}
