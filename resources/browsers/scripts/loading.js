// Keywords that the Browser library lacks.

async function addScriptToEveryPage(page, path) {
  await page.context().addInitScript({ path })
}

const slowed = new WeakMap() // page -> the DevTools session that limits it

async function limitUploadSpeed(page, bytesPerSecond) {
  const tools = slowed.get(page) ?? (await page.context().newCDPSession(page))
  slowed.set(page, tools)
  await tools.send('Network.enable')
  await tools.send('Network.emulateNetworkConditions', {
    offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: Number(bytesPerSecond),
  })
}

// Answers the system's file dialog when it opens; the listener is in place before any key is pressed.
async function answerTheNextDialogWith(page, path) {
  page.once('filechooser', (dialog) => dialog.setFiles(path))
}

// The Browser library drives Playwright's own Firefox only; an installed one speaks WebDriver BiDi, by this channel.
async function driveTheInstalledFirefox(playwright) {
  const { firefox } = playwright
  if (firefox.installed) return
  const launch = firefox.launch.bind(firefox)
  firefox.launch = (options) => launch({ ...options, channel: 'moz-firefox' })
  firefox.installed = true
}

exports.__esModule = true
exports.driveTheInstalledFirefox = driveTheInstalledFirefox
exports.addScriptToEveryPage = addScriptToEveryPage
exports.limitUploadSpeed = limitUploadSpeed
exports.answerTheNextDialogWith = answerTheNextDialogWith
