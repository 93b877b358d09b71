// Assembles the page: signing in, the two halves of the work, and the end of a session.

import { call } from "./api.js";
import { clearChat, showChat } from "./chat.js";
import { showDocuments } from "./documents.js";
import { find, setText, wait } from "./dom.js";
import { follow } from "./live.js";
import { enter, restore, session, signOut, user } from "./session.js";
import { clear, loadMore } from "./store.js";
import { add, cancelAll, limitsInWords, setLimits } from "./uploads.js";

let stopFollowing = () => {};
let creating = false;

function showWelcome(reason = "") {
  stopFollowing();
  cancelAll();
  clear();
  clearChat();
  document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close());
  find("account").hidden = find("work").hidden = find("starting").hidden = true;
  find("welcome").hidden = false;
  showForm(false);
  setText(find("sign-in-problem"), reason);
  find("email").focus();
}

async function showWork() {
  find("starting").hidden = find("welcome").hidden = true;
  find("account").hidden = find("work").hidden = false;
  setText(find("who"), user().email);
  find("sign-in").reset();
  find("work-title").focus();
  const limits = await theLimits();
  if (!user()) return;
  setLimits(limits);
  setText(find("files-hint"), limitsInWords());
  find("files").disabled = false;
  stopFollowing = follow(limits.polls_per_minute, (state) => setText(find("live"), state));
}

async function theLimits() {
  for (;;) {
    try {
      return await call("GET", "/api/v2/upload/limits");
    } catch (problem) {
      sayTrouble(problem);
      await wait(problem.retryAfter ?? 5);
    }
  }
}

function sayTrouble(problem) {
  find("starting").hidden = false;
  setText(find("starting"), `${problem.message} The page keeps trying.`);
}

// Signing in

function showForm(forNewcomers) {
  creating = forNewcomers;
  setText(find("form-title"), creating ? "Create an account" : "Sign in");
  setText(find("enter"), creating ? "Create account" : "Sign in");
  setText(find("swap-text"), creating ? "Have an account?" : "New here?");
  setText(find("swap"), creating ? "Sign in" : "Create an account");
  find("password").autocomplete = creating ? "new-password" : "current-password";
  setText(find("sign-in-problem"), "");
}

async function submitSignIn(event) {
  event.preventDefault();
  const [email, password] = [find("email"), find("password")];
  const wrong = [email, password].find((field) => !field.checkValidity() || field.value.length < field.dataset.least);
  for (const field of [email, password]) field.setAttribute("aria-invalid", field === wrong);
  if (wrong) {
    const words = wrong === email ? "Enter an e-mail address." : "Enter a password of at least 10 characters.";
    setText(find("sign-in-problem"), words);
    return wrong.focus();
  }
  find("enter").disabled = true;
  setText(find("sign-in-problem"), "");
  try {
    await enter(creating ? "/register" : "/login", email.value.trim(), password.value);
  } catch (problem) {
    if (problem.name !== "Problem") throw problem;
    setText(find("sign-in-problem"), problem.words);
    password.focus();
  } finally {
    find("enter").disabled = false;
  }
  return null;
}

// Choosing files

function takeFiles() {
  const input = find("files");
  const drop = find("drop");
  input.addEventListener("change", () => {
    add(input.files);
    input.value = "";
  });
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.toggleAttribute("data-over", Boolean(user()) && !input.disabled);
  });
  addEventListener("dragleave", (event) => event.relatedTarget === null && drop.removeAttribute("data-over"));
  addEventListener("drop", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    drop.removeAttribute("data-over");
    if (user() && !input.disabled) add(event.dataTransfer.files);
  });
}

async function showOlder() {
  try {
    await loadMore();
    setText(find("documents-problem"), "");
  } catch (problem) {
    if (problem.name !== "Problem") throw problem;
    setText(find("documents-problem"), problem.words);
  }
}

showDocuments();
showChat();
takeFiles();
find("swap").addEventListener("click", () => showForm(!creating));
find("sign-in").addEventListener("submit", submitSignIn);
find("sign-out").addEventListener("click", signOut);
find("older").addEventListener("click", showOlder);
session.addEventListener("started", showWork);
session.addEventListener("ended", ({ detail }) => showWelcome(detail));
if (!(await restore(sayTrouble))) showWelcome();
