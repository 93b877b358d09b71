// Records what the page shows and receives, as it happens, for tests to read afterwards.
// A document's row is a list item with a heading; its stages are the ordered list inside.

{
  const PHASE = /(Reading the file|Sending): /
  const MEASURED = PerformanceObserver.supportedEntryTypes.includes('longtask')
  const seen = (window.witness = {
    stages: {}, // file name -> how many stages were shown as reached, at each change
    bytes: {}, // file name -> the percentages that its progress bar showed while its bytes were sent
    heard: {}, // document id -> the stages that came in live messages
    sockets: [], // addresses of the sockets that got their greeting: from then on they send every message
    asked: [], // [the page's time, path] of each call to the API
    unanswered: 0, // calls under way
    trouble: [], // what the page got wrong: errors of its scripts, calls that failed or were answered with 5xx
    beats: 0, // how often the timer ran
    longestTask: MEASURED ? 0 : Number.MAX_VALUE, // milliseconds for which one task blocked everything else
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
      this.addEventListener('message', ({ data }) => {
        const { type, document_id: id, stage } = JSON.parse(data)
        if (type === 'hello') seen.sockets.push(String(address))
        if (type === 'stage') (seen.heard[id] ??= []).push(stage)
      })
    }
  }

  const ask = window.fetch
  window.fetch = (address, options) => {
    seen.asked.push([Date.now(), new URL(address, location).pathname])
    seen.unanswered += 1
    const { pathname } = new URL(address, location)
    return ask(address, options)
      .then((answer) => {
        if (answer.status >= 500) seen.trouble.push(`${answer.status} from ${pathname}`)
        return answer
      })
      .catch((error) => {
        if (error.name !== 'AbortError') seen.trouble.push(`${pathname}: ${error.message}`)
        throw error
      })
      .finally(() => (seen.unanswered -= 1))
  }

  addEventListener('error', ({ message }) => seen.trouble.push(`error: ${message}`))
  addEventListener('unhandledrejection', ({ reason }) => seen.trouble.push(`unhandled: ${reason}`))
  const complain = console.error
  console.error = (...words) => {
    seen.trouble.push(`console: ${words.join(' ')}`)
    complain(...words)
  }

  // A frozen page is inside a task; a page that only waits for a processor is between two.
  setInterval(() => (seen.beats += 1), 10)
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longestTask = Math.max(seen.longestTask, duration)
  }).observe({ type: 'longtask', buffered: true })
}
