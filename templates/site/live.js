/* 看台账有没有变：变了就换新的一页；正在填的表单不动，只说一声。没有它，网页照样能看能填。 */
"use strict";
(() => {
  const bar = document.querySelector(".live[data-version]");
  const form = document.querySelector("form[data-entry]");
  const pause = 2000;
  const longest = 30000;
  let wait = pause;

  const outcome = document.getElementById("outcome");
  if (outcome) outcome.focus();

  const address = () => {
    if (!form) return "/-/version";
    const { task, period, unit } = form.dataset;
    return "/-/version?" + new URLSearchParams({ task, period, unit });
  };

  const say = (place, text) => {
    if (place && place.textContent !== text) place.textContent = text;
  };

  const look = async () => {
    if (document.visibilityState === "visible") {
      try {
        const answer = await fetch(address(), { cache: "no-store" });
        if (!answer.ok) throw new Error(String(answer.status));
        const said = await answer.json();
        wait = pause;
        if (form) {
          const moved = document.getElementById("moved");
          const other = said.entry !== undefined && said.entry !== form.dataset.entry;
          if (moved && !form.dataset.sent) {
            moved.hidden = !other;
            say(moved, other ? "您打开这一页以后，有人改过这条进展。登记时会让您看到两边的内容。" : "");
          }
        } else if (bar && said.version !== bar.dataset.version) {
          sessionStorage.setItem("taizhang-at", location.pathname + " " + scrollY);
          location.reload();
          return;
        }
        say(document.getElementById("live"), "");
      } catch {
        wait = Math.min(wait * 2, longest);
        say(document.getElementById("live"), "连不上本程序，下面是先前的内容");
      }
    }
    setTimeout(look, wait);
  };

  if (form) {
    let touched = false;
    form.addEventListener("input", () => { touched = true; });
    form.addEventListener("submit", () => { form.dataset.sent = "yes"; });
    addEventListener("beforeunload", (leaving) => { if (touched && !form.dataset.sent) leaving.preventDefault(); });
  }
  const [path, at] = (sessionStorage.getItem("taizhang-at") || "").split(" ");
  if (bar && path === location.pathname) scrollTo(0, Number(at));
  sessionStorage.removeItem("taizhang-at");
  if (bar || form) setTimeout(look, pause);
})();
