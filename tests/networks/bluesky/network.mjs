// A whole Bluesky network in one process: PLC directory, PDS, relay subscription, AppView (and Ozone, which
// dev-env always brings). Writes its addresses to $INFO_FILE when it is ready. GET /flush on the control
// port answers once the AppView has indexed everything the PDS has emitted.
import './loopback.mjs'
import fs from 'node:fs'
import http from 'node:http'
import { TestNetwork, mockMailer } from '@atproto/dev-env'

const base = Number(process.env.BASE_PORT)
const network = await TestNetwork.create({
  dbPostgresSchema: 'bluesky',
  plc: { port: base + 2 },
  pds: { port: base + 3, hostname: 'localhost', enableDidDocWithSession: true },
  bsky: { port: base + 4, publicUrl: `http://localhost:${base + 4}` },
  ozone: { port: base + 7 },
})
mockMailer(network.pds)

const control = http.createServer(async (request, response) => {
  try {
    if (request.url === '/flush') await network.processAll()
    response.end('{}')
  } catch (error) {
    response.statusCode = 500
    response.end(String(error))
  }
})
control.listen(base + 9, '127.0.0.1', () => {
  const info = { pds: `http://127.0.0.1:${base + 3}`, control: `http://127.0.0.1:${base + 9}` }
  fs.writeFileSync(process.env.INFO_FILE, JSON.stringify(info))
})

const stop = () => {
  setTimeout(() => process.exit(0), 5000).unref()
  network.close().finally(() => process.exit(0))
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
