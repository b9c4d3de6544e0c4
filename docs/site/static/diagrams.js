"use strict";
// Draws every block of Mermaid text on the page, in the colours that the page has.
document.addEventListener("DOMContentLoaded", async () => {
  const dark = () => {
    const chosen = document.body.dataset.theme;
    return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  };
  const blocks = [...document.querySelectorAll(".highlight-mermaid")];
  const texts = blocks.map((block) => block.textContent.trim());
  const draw = async () => {
    mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: dark() ? "dark" : "default" });
    for (const [number, block] of blocks.entries()) {
      const { svg } = await mermaid.render(`diagram-${number}`, texts[number]);
      block.innerHTML = svg;
      block.classList.add("drawn");
    }
    document.body.dataset.diagrams = "drawn";
  };
  await draw();
  new MutationObserver(draw).observe(document.body, { attributeFilter: ["data-theme"] });
});
