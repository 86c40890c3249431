// Who is signed in: a token kept for this tab only, renewed from the session's cookie.

const KEY = "galleria.session";
const RENEW_BEFORE_MS = 60_000;
const listeners = new Set();

export function session() {
  return JSON.parse(sessionStorage.getItem(KEY) ?? "null");
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

// A token that still lasts, or undefined. Tokens are short-lived; the session is not.
export async function freshToken() {
  const current = session();
  if (!current?.expiresAt || Date.parse(current.expiresAt) - Date.now() > RENEW_BEFORE_MS) {
    return current?.token;
  }
  const response = await fetch("/api/v1/token", { method: "POST" });
  if (!response.ok) {
    keep(null);
    return undefined;
  }
  const answer = await response.json();
  keep({ ...current, token: answer.token, expiresAt: answer.expires_at });
  return answer.token;
}

async function logIn(given) {
  const body = { email: given.get("email"), password: given.get("password"), cookie: true };
  if (given.get("organization")) body.organization = given.get("organization");
  const response = await fetch("/api/v1/login", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(words(response, answer)), { answer });
  keep({ name: body.email, token: answer.token, expiresAt: answer.expires_at });
}

function words(response, answer) {
  const [first] = answer.errors ?? [];
  return first?.detail || answer.detail || answer.title || `The server answered ${response.status}.`;
}

async function logOut() {
  const current = session();
  keep(null);
  if (!current?.expiresAt) return;
  await fetch("/api/v1/logout", {
    method: "POST",
    headers: { authorization: `Bearer ${current.token}` },
  }).catch(() => {});
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
  sign.addEventListener("click", () => (session() ? logOut() : openDialog()));
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
  const error = form.querySelector(".error");
  try {
    await logIn(new FormData(form));
    form.reset();
    askOrganization(form, false);
    form.closest("dialog").close();
  } catch (reason) {
    // Only a member of several organizations is asked for one.
    if (reason.answer?.errors?.[0]?.pointer === "/organization") askOrganization(form, true);
    error.textContent = reason.message;
    error.hidden = false;
  }
}

function askOrganization(form, isAsked) {
  form.elements.organization.closest("label").hidden = !isAsked;
}
