// Two sites in one process. As isapi-bridge.config.ts, it is read by `isapi-bridge serve` and `isapi-bridge plan`.

import { defineConfig, type Config } from '@isapi-bridge/cli'

const config: Config = defineConfig({
  profile: 'iis6',
  filters: ['./filters/forwarded-for.ts'], // global filters, in load order
  sites: [
    {
      name: 'Shop', id: 1, root: './shop',
      bindings: ['*:8080:shop.example.com', { address: '*', port: 8443, tls: { cert: './tls/shop.pem', key: './tls/shop.key' } }],
      virtualDirectories: { '/images': './pictures' },
      filters: [{ name: 'prices', file: './filters/prices.ts', profile: 'iis5' }], // of this site, loaded with its first request
      applications: [{ path: '/admin', modules: ['./modules/audit.ts'], builtIn: { AnonymousAuthenticationModule: false, BasicAuthenticationModule: { realm: 'admin', htpasswd: './accounts' } } }],
      logDir: './logs/shop'
    },
    { name: 'Intranet', id: 2, root: './intranet', bindings: ['*:8080:intra.example.com'], builtIn: { DirectoryListingModule: { enabled: true } } }
  ],
  limits: { handlerTimeout: 30_000, maxConnections: 2000 }
})

export default config
