// A form page keeps itself while it is being filled in, and shows the questions that an answer opens. Without this file the server does both.
(() => {
  "use strict";
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const status = form.querySelector("[data-kept]");
  const field = (name) => form.elements.namedItem(name);

  // Which questions are asked: the same conditions as on the server (surveys/kinds), read from data-when.
  const shownItem = (name) => {
    const holder = form.querySelector(`.depends[data-item="${name}"]`);
    return !holder || !holder.hidden;
  };
  const answer = (name) => (shownItem(name) ? new FormData(form).getAll(name).filter((value) => value !== "") : []);
  const onPage = (name) => Boolean(field(name));
  const holds = (when) => {
    if (when.all) return when.all.every(holds);
    if (when.any) return when.any.some(holds);
    if (when.not) return !holds(when.not);
    if (!onPage(when.item)) return when.now === true; // answered on another page: the server has said
    const given = answer(when.item);
    if (when.answered !== undefined) return given.length > 0 === when.answered;
    if (when.at_least !== undefined) return given.length > 0 && Number(given[0]) >= when.at_least;
    if (when.at_most !== undefined) return given.length > 0 && Number(given[0]) <= when.at_most;
    return given.includes(when.is);
  };
  const unfold = () => {
    for (const holder of form.querySelectorAll(".depends")) holder.hidden = !holds(JSON.parse(holder.dataset.when));
    const seen = new Set(field("shown").value.split(" ").filter(Boolean));
    for (const holder of form.querySelectorAll(".depends:not([hidden])")) seen.add(holder.dataset.item);
    field("shown").value = [...seen].join(" ");
  };
  unfold();

  // Half a page is kept some seconds after the last key, and at once when the page is left.
  let changed = false;
  let sending = false;
  let timer = 0;
  const say = (words) => {
    status.textContent = words;
  };
  const later = (milliseconds) => {
    clearTimeout(timer);
    timer = setTimeout(keep, milliseconds);
  };
  async function keep() {
    if (!changed || sending || form.dataset.sent === "yes") return;
    sending = true;
    changed = false;
    try {
      const answered = await fetch(form.dataset.keep, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answered.type === "opaqueredirect" || answered.status === 401) say(form.dataset.wordsOut);
      else if (answered.status === 409) say(form.dataset.wordsConflict);
      else if (answered.status === 410) say(form.dataset.wordsClosed);
      else if (answered.ok) {
        const told = await answered.json();
        field("mark").value = told.mark;
        say(told.words);
      } else if (answered.status >= 500) throw new Error("away");
    } catch {
      changed = true;
      say(form.dataset.wordsAway);
      later(10000);
    } finally {
      sending = false;
      if (changed) later(3000);
    }
  }
  form.addEventListener("input", () => {
    unfold();
    changed = true;
    if (!sending) later(3000);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed || sending) return;
    changed = false;
    navigator.sendBeacon(form.dataset.keep, new FormData(form));
  });
})();
