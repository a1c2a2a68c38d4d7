// What the page does by itself. Every tab of a browser has a token of its own, which outlives a reload.
const packshot = (() => {
  const fresh = () => Array.from(crypto.getRandomValues(new Uint8Array(24)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  let token;
  try {
    token = sessionStorage.packshot ??= fresh();
  } catch { // a page inside another may have no storage
    token = fresh();
  }
  let jobs = 0;
  let queue = fresh(); // names the jobs begun here since the last Cancel, those too whose request is still on its way
  const begin = () => { working(1); return [token, queue]; };
  const stop = () => {
    const stopped = queue;
    queue = fresh();
    return [token, stopped];
  };
  const working = (change) => {
    jobs = Math.max(0, jobs + change);
    document.body.classList.toggle("working", jobs > 0);
  };

  const waits = () => (jobs > 0 ? "yes" : ""); // whether a job begun here is still to be answered

  // Ctrl+Z is the page's undo unless a field or the brush has it.
  let painting = false;
  const press = (id) => document.querySelector(`#${id}`)?.click();
  document.addEventListener("pointerdown", (event) => {
    painting = Boolean(event.target.closest?.("#editor"));
  }, true);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input:not([type=range], [type=radio], [type=checkbox]), textarea");
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z" || typing || painting) return;
    event.preventDefault();
    press(event.shiftKey ? "redo" : "undo");
  });
  document.addEventListener("click", (event) => {
    const stage = event.target.closest?.("[data-tab]");
    if (stage) press(`tab-${stage.dataset.tab}-button`);
  });

  // A click on a card is told to the server by the part that holds the card; the mark moves at once.
  let pick = "";
  document.addEventListener("click", (event) => {
    const card = event.target.closest?.("[data-pick]");
    pick = card?.dataset.pick ?? "";
    for (const other of card?.parentElement.children ?? []) other.setAttribute("aria-pressed", other === card);
  }, true);
  const picked = () => pick;
  const copy = (text) => { // without https there is no clipboard: then the marked text is there to be copied
    const field = document.querySelector("#recipe-text textarea");
    navigator.clipboard?.writeText(text).catch(() => {});
    requestAnimationFrame(() => field?.select());
  };
  return { token, working, begin, stop, waits, picked, copy };
})();
