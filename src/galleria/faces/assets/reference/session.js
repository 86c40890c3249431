// Who is signed in: a token kept for this tab only, and the dialog that fetches one.

const KEY = "galleria.session";
const listeners = new Set();

export function session() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept && expiryOf(kept.token) < Date.now()) {
    sessionStorage.removeItem(KEY);
    return null;
  }
  return kept;
}

export function onSession(listener) {
  listeners.add(listener);
  listener(session());
}

function keep(value) {
  if (value) sessionStorage.setItem(KEY, JSON.stringify(value));
  else sessionStorage.removeItem(KEY);
  for (const listener of listeners) listener(value);
}

// When a signed token says it ends; a key that says nothing does not.
function expiryOf(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)).exp * 1000 || Infinity;
  } catch {
    return Infinity;
  }
}

async function login(email, password) {
  const response = await fetch("/api/v1/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail || answer.title || `The server answered ${response.status}.`);
  keep({ name: email, token: answer.token });
}

export function openDialog() {
  const dialog = document.getElementById("dialog");
  dialog.querySelector(".error").hidden = true;
  dialog.showModal();
}

export function setUpSession() {
  const dialog = document.getElementById("dialog");
  const sign = document.getElementById("sign");
  const who = document.getElementById("who");
  sign.addEventListener("click", () => (session() ? keep(null) : openDialog()));
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.getElementById("login").addEventListener("submit", submitLogin);
  document.getElementById("paste").addEventListener("submit", (event) => {
    keep({ name: "own token", token: new FormData(event.target).get("token").trim() });
    event.target.reset();
  });
  onSession((current) => {
    who.hidden = !current;
    who.textContent = current?.name ?? "";
    sign.textContent = current ? "Sign out" : "Sign in";
    sign.classList.toggle("primary", !current);
  });
}

async function submitLogin(event) {
  event.preventDefault();
  const form = event.target;
  const given = new FormData(form);
  const error = form.querySelector(".error");
  try {
    await login(given.get("email"), given.get("password"));
    form.reset();
    form.closest("dialog").close();
  } catch (reason) {
    error.textContent = reason.message;
    error.hidden = false;
  }
}
