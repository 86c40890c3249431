// The first page: copy buttons, and a look at the server's health.
import { confirmCopied, copyText } from "./copy.js";

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await copyText(document.getElementById(button.dataset.copy).textContent);
    confirmCopied(button);
  });
}

const health = document.getElementById("health");
try {
  const response = await fetch("/health/ready", { cache: "no-store" });
  health.dataset.state = response.ok ? "good" : "bad";
  health.lastElementChild.textContent = response.ok ? "Healthy" : "Not ready";
} catch {
  health.dataset.state = "bad";
  health.lastElementChild.textContent = "No answer";
}
