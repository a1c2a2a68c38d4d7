// Keys and stage buttons. Ctrl+Z is the page's undo unless a field or the brush has it.
(() => {
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
})();
