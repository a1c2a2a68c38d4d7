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
    if (card?.closest("[data-several]")) card.setAttribute("aria-pressed", card.ariaPressed !== "true");
    else for (const other of card?.parentElement.children ?? []) other.setAttribute("aria-pressed", other === card);
  }, true);
  const picked = () => pick;
  const copy = (text) => { // without https there is no clipboard: then the marked text is there to be copied
    const field = document.querySelector("#recipe-text textarea");
    navigator.clipboard?.writeText(text).catch(() => {});
    requestAnimationFrame(() => field?.select());
  };

  // The light on its dome: dragged, clicked beside, or moved by the arrow keys. The sliders next to it move it too.
  const dome = () => document.querySelector("#dome .dome");
  const sun = () => ["--azimuth", "--elevation"].map((name) => Number(dome()?.style.getPropertyValue(name)));
  const where = (azimuth, elevation) => {
    const high = `${Math.round(elevation)}° high`;
    if (azimuth === 0) return `from the front, ${high}`;
    if (Math.abs(azimuth) === 180) return `from behind, ${high}`;
    return `${Math.abs(azimuth)}° to the ${azimuth < 0 ? "left" : "right"}, ${high}`;
  };
  const shine = (azimuth, elevation) => {
    azimuth = Math.round(azimuth);
    dome().style.setProperty("--azimuth", azimuth);
    dome().style.setProperty("--elevation", elevation);
    const handle = dome().querySelector("[role=slider]");
    handle.ariaValueNow = azimuth;
    handle.ariaValueText = dome().querySelector("output").textContent = where(azimuth, elevation);
  };
  const drag = (azimuth, elevation) => {
    shine(azimuth, Math.min(90, Math.max(0, Math.round(elevation))));
    dome().dispatchEvent(new CustomEvent("dragged", { bubbles: true }));
  };
  const follow = (event) => { // the disc is the half dome from above: the rim is the horizon, the front is below
    const box = dome().querySelector(".sky").getBoundingClientRect();
    const x = (2 * (event.clientX - box.left)) / box.width - 1;
    const y = (2 * (event.clientY - box.top)) / box.height - 1;
    drag((Math.atan2(x, y) * 180) / Math.PI, 90 - 90 * Math.hypot(x, y));
  };
  let dragging = false;
  document.addEventListener("pointerdown", (event) => {
    dragging = event.button === 0 && Boolean(event.target.closest?.("#dome .sky"));
    if (!dragging) return;
    event.preventDefault();
    dome().querySelector("[role=slider]").focus({ preventScroll: true });
    follow(event);
  });
  document.addEventListener("pointermove", (event) => { if (dragging) follow(event); });
  for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => { dragging = false; });
  const STEPS = { ArrowLeft: [-5, 0], ArrowRight: [5, 0], ArrowUp: [0, 5], ArrowDown: [0, -5] };
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !event.target.closest?.("#dome [role=slider]")) return;
    event.preventDefault();
    const [azimuth, elevation] = sun();
    drag(((azimuth + step[0] + 540) % 360) - 180, elevation + step[1]);
  });
  document.addEventListener("input", (event) => {
    const at = event.target.closest?.("#light-azimuth") ? 0 : event.target.closest?.("#light-elevation") ? 1 : -1;
    const value = Number.parseFloat(event.target.value);
    if (at >= 0 && dome() && Number.isFinite(value)) shine(...sun().with(at, value));
  });
  return { token, working, begin, stop, waits, picked, copy, sun };
})();
