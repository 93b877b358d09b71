// What opens over the page: the question before a deletion, a passage, a document's text, and its PDF in a tab.

import { find, setText } from "./dom.js";
import { authorized } from "./session.js";

const KEPT_MS = 60_000; // until a tab has surely read what it was given

export function confirmDeletion(filename, working) {
  const dialog = find("confirm");
  const more = working ? " It is still being processed." : "";
  setText(find("confirm-text"), `“${filename}” and everything that was read from it will be erased.${more}`);
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

// The tab is opened while the click is still warm, since browsers refuse one that opens by itself.
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
