// Gives every [data-copy] button its work: copy the text of the element it names.

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Plain http on another host has no clipboard; an old-fashioned selection still works.
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-hidden", "true");
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

export function confirmCopied(button) {
  const label = button.textContent;
  if (button.dataset.done) return;
  button.textContent = "Copied";
  button.dataset.done = "yes";
  setTimeout(() => {
    button.textContent = label;
    delete button.dataset.done;
  }, 1600);
}
