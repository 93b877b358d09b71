// Keywords that the Browser library lacks.

async function addScriptToEveryPage(page, path) {
  await page.context().addInitScript({ path })
}

async function slowUploadsDown(page, bytesPerSecond) {
  const tools = await page.context().newCDPSession(page)
  await tools.send('Network.enable')
  await tools.send('Network.emulateNetworkConditions', {
    offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: Number(bytesPerSecond),
  })
}

exports.__esModule = true
exports.addScriptToEveryPage = addScriptToEveryPage
exports.slowUploadsDown = slowUploadsDown
