// A network that lets no WebSocket through, as some companies' proxies do.

window.WebSocket = class {
  constructor() {
    throw new DOMException('blocked by the network', 'SecurityError')
  }
}
