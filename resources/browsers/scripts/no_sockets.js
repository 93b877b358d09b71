// A network that blocks WebSockets, as some companies' proxies do.

window.WebSocket = class {
  constructor() {
    throw new DOMException('blocked by the network', 'SecurityError')
  }
}
