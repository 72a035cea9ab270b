"use strict";
(function () {
  const root = document.documentElement;
  const kept = { get: () => { try { return localStorage.getItem("language"); } catch { return null; } },
                 set: (value) => { try { localStorage.setItem("language", value); } catch { /* nothing is kept */ } } };
  const asked = new URLSearchParams(location.search).get("language") || kept.get();
  function choose(language) {
    root.dataset.language = language;
    root.lang = language === "zh" ? "zh" : "en";
    for (const button of document.querySelectorAll("[data-choose]")) {
      button.setAttribute("aria-pressed", String(button.dataset.choose === language));
    }
  }
  const first = ["zh", "en", "both"].includes(asked) ? asked : (navigator.language || "en").startsWith("zh") ? "zh" : "en";
  root.dataset.language = first;
  document.addEventListener("DOMContentLoaded", () => {
    choose(first);
    for (const button of document.querySelectorAll("[data-choose]")) {
      button.addEventListener("click", () => { choose(button.dataset.choose); kept.set(button.dataset.choose); });
    }
    const contents = document.querySelector(".contents details");
    if (contents && matchMedia("(max-width: 56rem)").matches) contents.open = false;
    const find = document.getElementById("find");
    find.addEventListener("input", () => {
      const wanted = find.value.trim().toLowerCase();
      for (const item of document.querySelectorAll(".filtered li")) {
        item.hidden = !item.textContent.toLowerCase().includes(wanted);
      }
    });
  });
}());
