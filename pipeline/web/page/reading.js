// What opens over the page: the deletion dialog, a passage, a document's text, and its PDF in a tab.

import { find, setText } from "./dom.js";
import { authorized } from "./session.js";

const KEPT_MS = 60_000; // long enough for a tab to load the content

export function confirmDeletion(filename, working) {
  const dialog = find("confirm");
  const more = working ? " It is still being processed." : "";
  setText(find("confirm-text"), `“${filename}” and everything derived from it will be erased.${more}`);
  dialog.returnValue = "cancel";
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "delete"), { once: true }),
  );
}

export function showPassage({ document_id: documentId, filename, chunk_ord: place, text }, number) {
  show(documentId, `Source ${number}: ${filename}`, `Passage ${place + 1} of this document`, text);
}

export async function showText({ documentId, filename }) {
  const text = await authorized("GET", `/api/v2/documents/${documentId}/content`, { as: "text" });
  show(documentId, filename, "The text that was read from this document", text);
}

function show(documentId, title, place, text) {
  const dialog = find("passage");
  setText(find("passage-title"), title);
  setText(find("passage-place"), place);
  setText(find("passage-text"), text);
  setText(find("passage-problem"), "");
  find("passage-open").onclick = async () => {
    try {
      await openPdf(documentId);
    } catch (problem) {
      if (problem.name !== "Problem") throw problem;
      setText(find("passage-problem"), problem.words);
    }
  };
  dialog.showModal();
  find("passage-text").scrollTop = 0;
}

// Open the tab during the click, because browsers block a tab that opens later.
export async function openPdf(documentId) {
  const tab = window.open("", "_blank");
  try {
    const content = await authorized("GET", `/api/v2/documents/${documentId}/content?as=pdf`, { as: "blob" });
    const address = URL.createObjectURL(content);
    setTimeout(() => URL.revokeObjectURL(address), KEPT_MS);
    if (tab) tab.location.replace(address);
    else window.location.assign(address);
  } catch (problem) {
    tab?.close();
    throw problem;
  }
}
