// Reports to the API each load of the page, and the kind and place of its errors, but never their messages.
(() => {
  const MOST = 10;
  const api = document.querySelector('meta[name="countersign-api"]').content;
  const told = new Set();

  const post = (path, body) =>
    fetch(api + path, {
      method: "POST",
      keepalive: true,
      headers: body ? { "Content-Type": "application/json" } : {},
      body: body && JSON.stringify(body),
    }).catch(() => {}); // nothing is left to report to

  function report(kind, name, source, line, column) {
    const [where] = String(source ?? "").replace(location.origin, "").split(/[?#]/);
    const body = {
      kind,
      name: /^[A-Za-z]{1,40}$/.test(name ?? "") ? name : "Unknown",
      source: /^[A-Za-z0-9_./-]{0,100}$/.test(where) ? where : "",
      line: line || 0,
      column: column || 0,
    };
    const key = JSON.stringify(body);
    if (told.has(key) || told.size >= MOST) return;
    told.add(key);
    post("/api/v2/client-errors", body);
  }

  function placeOf(error) {
    const [, source, line, column] = /(https?:\/\/[^\s)]+?):(\d+):(\d+)/.exec(error?.stack ?? "") ?? [];
    return [source, Number(line), Number(column)];
  }

  addEventListener(
    "error",
    (event) => {
      const { target } = event;
      if (target instanceof HTMLScriptElement || target instanceof HTMLLinkElement) {
        report("load", target.localName, target.src || target.href);
        document.querySelector("#broken")?.removeAttribute("hidden");
        addEventListener("DOMContentLoaded", () => document.querySelector("#broken").removeAttribute("hidden"));
      } else if (event instanceof ErrorEvent) {
        report("error", event.error?.name, event.filename, event.lineno, event.colno);
      }
    },
    true,
  );
  addEventListener("unhandledrejection", ({ reason }) => report("rejection", reason?.name, ...placeOf(reason)));
  post("/api/v2/client-loads");
})();
