// How much stands on the page, to see whether it still changes; and what its list holds, to tell its pages apart.
() => {
  const PAGER = /pag(e|er|ing|ination)|laypage|fenye/i;
  const names = e => `${typeof e.className === "string" ? e.className : ""} ${e.id || ""}`;
  const outside = e => { for (let n = e, i = 0; n && i < 6; n = n.parentElement, i++) if (PAGER.test(names(n)) && n.tagName !== "BODY" && n.textContent.length < 400) return false; return true; };
  const rows = [...document.querySelectorAll("a,li,tr,dd")]
    .filter(e => (e.textContent || "").trim().length > 5 && outside(e))
    .map(e => `${e.getAttribute("href") || ""} ${(e.textContent || "").trim().slice(0, 200)}`);
  return {
    ready: document.readyState === "complete",
    size: [document.getElementsByTagName("*").length, (document.body ? document.body.textContent : "").length, location.href].join(" "),
    length: document.documentElement.outerHTML.length,
    rows: rows.join("\n"),
  };
}
