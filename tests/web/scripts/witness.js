// Notes what the page shows and hears, as it happens, for the tests to look at afterwards.
// Rows of the documents are found as list items with a heading, their stages as the ordered list inside.

{
  const PHASE = /(Reading the file|Sending): /
  const seen = (window.witness = {
    stages: {}, // file name -> how many stages were shown as reached, each time that it changed
    bytes: {}, // file name -> the percentages that its progress bar showed while its bytes were sent
    heard: {}, // document id -> the stages that live messages told
    sockets: [], // addresses of the sockets that were opened
    asked: [], // [time of the page, path] of each call of the API
    unanswered: 0, // calls under way
    longestGap: 0, // milliseconds in which the page did nothing
  })

  const note = (record, name, value) => {
    const list = (record[name] ??= [])
    if (list.at(-1) !== value) list.push(value)
  }

  const look = () => {
    for (const heading of document.querySelectorAll('li h3')) {
      const row = heading.closest('li')
      const steps = [...row.querySelectorAll('ol > li')]
      note(seen.stages, heading.textContent, steps.filter((step) => /, reached/.test(step.textContent)).length)
      const bar = row.querySelector('progress')
      const [, phase] = PHASE.exec(row.textContent) ?? []
      if (bar && !bar.hidden && phase === 'Sending') note(seen.bytes, heading.textContent, bar.value)
    }
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true, characterData: true })

  const Socket = window.WebSocket
  window.WebSocket = class extends Socket {
    constructor(address, protocols) {
      super(address, protocols)
      this.addEventListener('open', () => seen.sockets.push(String(address)))
      this.addEventListener('message', ({ data }) => {
        const { type, document_id: id, stage } = JSON.parse(data)
        if (type === 'stage') (seen.heard[id] ??= []).push(stage)
      })
    }
  }

  const ask = window.fetch
  window.fetch = (address, options) => {
    seen.asked.push([Date.now(), new URL(address, location).pathname])
    seen.unanswered += 1
    return ask(address, options).finally(() => (seen.unanswered -= 1))
  }

  let last = performance.now()
  setInterval(() => {
    const now = performance.now()
    seen.longestGap = Math.max(seen.longestGap, now - last)
    last = now
  }, 10)
}
