// The development network binds every interface; a test must not. Loaded first, this makes every listening
// TCP socket of the process listen on 127.0.0.1, whatever host it asked for.
import net from 'node:net'

const listen = net.Server.prototype.listen

net.Server.prototype.listen = function (first, ...rest) {
  const isPort = typeof first === 'number' || /^\d+$/.test(String(first))
  const onListening = rest.find((argument) => typeof argument === 'function')
  if (isPort) return listen.call(this, { port: Number(first), host: '127.0.0.1' }, onListening)
  if (first && typeof first === 'object' && first.port !== undefined) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, onListening)
  }
  return listen.call(this, first, ...rest)
}
