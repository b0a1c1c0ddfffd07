// The sites of an IIS server: its own file says which, this one what implements them here.

import { defineConfig, type Config } from '@isapi-bridge/cli'

const config: Config = defineConfig({
  profile: 'iis7',
  iis: {
    applicationHost: './applicationHost.config',
    filters: {
      'rewriter': './filters/rewriter.ts', // ported
      'sso-agent': false // not needed any more: left out, knowingly
    },
    modules: { 'AuditModule': './modules/audit.ts' },
    paths: { 'C:\\inetpub\\wwwroot': './wwwroot', 'D:\\data': './data' },
    ports: { 80: 8080 }
  },
  logDir: './logs'
})

export default config
